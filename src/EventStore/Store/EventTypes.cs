using System.Collections.Frozen;

namespace PackageBilling.EventStore;

/// <summary>
/// The types that the log may hold, with the alias each is stored under: the type's name in snake case, the same rule
/// that Marten uses. A stored alias never changes, so a type that is renamed keeps its alias
/// when it is registered with it.
/// </summary>
public sealed class EventTypes
{
    private readonly Dictionary<Type, string> _aliases = [];
    private readonly Dictionary<string, Type> _types = [];

    /// <summary>Registers types under their default aliases.</summary>
    public EventTypes Add(params IEnumerable<Type> types)
    {
        foreach (var type in types) Add(type, SnakeCase(type.Name));
        return this;
    }

    /// <summary>Registers one type under an alias of its own.</summary>
    /// <exception cref="ArgumentException">The type or the alias is registered already.</exception>
    public EventTypes Add(Type type, string alias)
    {
        _types.Add(alias, type);
        _aliases.Add(type, alias);
        return this;
    }

    /// <summary>The alias of a registered type.</summary>
    public string AliasOf(Type type) => _aliases.TryGetValue(type, out var alias)
        ? alias
        : throw new InvalidOperationException($"{type} is not a registered event type.");

    /// <summary>The type behind a stored alias, null for one that this version does not know.</summary>
    public Type? TypeOf(string alias) => _types.GetValueOrDefault(alias);

    /// <summary>All registered types.</summary>
    public FrozenSet<Type> All => _aliases.Keys.ToFrozenSet();

    private static string SnakeCase(string name) =>
        string.Concat(
            name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
