using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace PackageBilling.Host;

/// <summary>
/// Where the log goes: to standard output, a line an entry in UTC, in the form that <see cref="FormatterSetting"/>
/// names. The framework's own settings (<c>Logging:Console</c>, <c>Logging:LogLevel</c>) win over what is set here.
/// </summary>
internal static class ConsoleLog
{
    /// <summary><c>simple</c>, a line of text for people, unless set; <c>json</c>, an object a line for programs;
    /// or <c>systemd</c>.</summary>
    public const string FormatterSetting = "Logging:Console:FormatterName";

    private const string Options = "Logging:Console:FormatterOptions";
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Formatters = [ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json,
        ConsoleFormatterNames.Systemd];

    public static void Add(WebApplicationBuilder builder, bool quiet)
    {
        var formatter = builder.Configuration[FormatterSetting] is { Length: > 0 } given
            ? given : ConsoleFormatterNames.Simple;
        // An unknown one would be taken for "simple" without a word.
        if (!Formatters.Contains(formatter, StringComparer.OrdinalIgnoreCase))
            throw new InvalidOperationException($"{FormatterSetting} must be one of {string.Join(", ", Formatters)}.");
        var isText = !formatter.Equals(ConsoleFormatterNames.Json, StringComparison.OrdinalIgnoreCase);
        // As the source that all others win over: what code sets would win over the configuration.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                [FormatterSetting] = formatter,
                [$"{Options}:SingleLine"] = "true",
                [$"{Options}:UseUtcTimestamp"] = "true",
                [$"{Options}:TimestampFormat"] = isText ? $"{Instant} " : Instant,
            },
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(options =>
        {
            if (quiet) options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        builder.Logging.SetMinimumLevel(quiet ? LogLevel.Warning : LogLevel.Information);
    }
}
