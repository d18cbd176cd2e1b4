namespace PackageBilling.Values;

/// <summary>Where a platform feature of a customer stands (docs/rules.md: "Platform features").</summary>
public enum PlatformFeatureState
{
    /// <summary>It is asked for, and the provisioning system has not answered.</summary>
    Requested,

    /// <summary>The provisioning system has the request and works on it.</summary>
    Acknowledged,

    /// <summary>The provisioning system could not do it; it is asked again.</summary>
    Failed,

    /// <summary>The provisioning system has confirmed that it is on.</summary>
    Enabled,

    /// <summary>The provisioning system has confirmed that it is off.</summary>
    Disabled,
}

/// <summary>What a provisioning system says of a request.</summary>
public enum FeatureOutcome
{
    /// <summary>It has the request and works on it.</summary>
    Acknowledged,

    /// <summary>It could not do it.</summary>
    Failed,

    /// <summary>The feature is on.</summary>
    Enabled,

    /// <summary>The feature is off.</summary>
    Disabled,
}
