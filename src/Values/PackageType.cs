namespace PackageBilling.Values;

/// <summary>What kind of package it is; never changes.</summary>
public enum PackageType
{
    /// <summary>Anything that is billed as it stands.</summary>
    Standard,

    /// <summary>It also grants free minutes.</summary>
    FreeMinutes,
}
