using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace PackageBilling.Host;

/// <summary>
/// Refuses settings that the product does not have, and values that a setting can't have: a misspelled setting that is
/// ignored leaves a default in force that nobody chose. The environment is full of variables of others, so only names
/// are looked at whose section is the product's own or nearly so.
/// </summary>
internal static class UnknownSettings
{
    // A section's name may be misspelled by so much; short names are too alike for more than one letter.
    private const int ShortName = 4;

    /// <exception cref="InvalidOperationException">There are some; the message names each, where it comes from
    /// and what was meant.</exception>
    public static void Refuse(IConfigurationRoot configuration)
    {
        var faults = configuration.GetChildren().SelectMany(section => Faults(configuration, section)).ToList();
        if (faults.Count > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
    }

    private static IEnumerable<string> Faults(IConfigurationRoot configuration, IConfigurationSection section)
    {
        if (KnownSettings.Foreign.Contains(section.Key)) yield break;
        var sections = KnownSettings.All.Select(setting => setting.Section).Distinct(StringComparer.Ordinal).ToList();
        var own = sections.Find(name => name.Equals(section.Key, StringComparison.OrdinalIgnoreCase));
        foreach (var (key, value) in Leaves(section))
        {
            if (Known(key) is { } setting)
            {
                if (!string.IsNullOrWhiteSpace(value) && setting.Value is { } rule && !rule.IsValid(value))
                    yield return $"{setting.Key} must be {rule.Description}, not '{value}'. "
                        + Origin(configuration, key);
                continue;
            }
            if (!IsMeant(section, key, own, sections)) continue;
            var meant = NearestName.Of(key, KnownSettings.All.Select(known => known.Key));
            yield return $"{key} isn't a setting of this product.{(meant is null ? "" : $" Did you mean {meant}?")} "
                + Origin(configuration, key);
        }
    }

    private static IEnumerable<(string Key, string? Value)> Leaves(IConfigurationSection section) =>
        section.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value));

    private static Setting? Known(string key) =>
        KnownSettings.All.FirstOrDefault(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase)
            || (setting.IsList && key.StartsWith($"{setting.Key}:", StringComparison.OrdinalIgnoreCase)
                && key[(setting.Key.Length + 1)..].All(char.IsAsciiDigit)));

    /// <summary>Whether a name that is none of the product's settings can only be meant as one.</summary>
    private static bool IsMeant(IConfigurationSection section, string key, string? own, IReadOnlyList<string> sections)
    {
        // Written with one underline instead of two; others' variables are in capitals.
        if (key == section.Key)
            return KnownSettings.All.Any(setting => setting.Key.Contains(':', StringComparison.Ordinal)
                && setting.Key.Replace(':', '_') == key);
        if (own is null) return sections.Any(name => IsNear(section.Key, name));
        return !KnownSettings.Shared.Contains(own)
            || KnownSettings.All.Any(setting => setting.Section == own
                && IsNear(key[(own.Length + 1)..], setting.Key[(own.Length + 1)..]));
    }

    private static bool IsNear(string given, string name) =>
        NearestName.Distance(given.ToUpperInvariant(), name.ToUpperInvariant()) <= (name.Length <= ShortName ? 1 : 2);

    private static string Origin(IConfigurationRoot configuration, string key) =>
        configuration.Providers.LastOrDefault(provider => provider.TryGet(key, out _)) switch
        {
            EnvironmentVariablesConfigurationProvider =>
                $"It comes from the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}.",
            CommandLineConfigurationProvider => $"It comes from the argument --{key}.",
            FileConfigurationProvider file => $"It comes from {file.Source.Path}.",
            _ => "",
        };
}
