namespace PackageBilling.Portal;

/// <summary>What a role may do, for deciding what is shown.
/// What is allowed is decided by the HTTP interface alone.</summary>
public enum Ability
{
    /// <summary>Everybody with a key.</summary>
    Read,

    /// <summary>Packages.</summary>
    Define,

    /// <summary>Customers, assignments, payments, usage, runs.</summary>
    Operate,

    /// <summary>Asking what would be charged, and deciding again what was.</summary>
    Simulate,

    /// <summary>Comparing files with the books.</summary>
    Reconcile,

    /// <summary>Recomputing seals.</summary>
    Verify,

    /// <summary>Keys and webhooks.</summary>
    Manage,
}

/// <summary>The roles of the interface (api: "Access").</summary>
internal static class Abilities
{
    public static bool May(this Session session, Ability ability) => (session.Role, ability) switch
    {
        ("admin", _) or (_, Ability.Read or Ability.Simulate) => true,
        ("operator", Ability.Operate) => true,
        ("operator" or "finance", Ability.Reconcile) => true,
        ("auditor", Ability.Verify) => true,
        _ => false,
    };
}
