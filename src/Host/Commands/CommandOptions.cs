using System.CommandLine;
using System.CommandLine.Parsing;

namespace PackageBilling.Host;

/// <summary>Options that several commands have.</summary>
internal static class CommandOptions
{
    public static Option<DateOnly?> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        CustomParser = result =>
        {
            if (Dates.Parse(result.Tokens.Single().Value) is { } date) return date;
            result.AddError($"{name} must be a date that exists, as YYYY-MM-DD.");
            return null;
        },
    };

    public static Option<string[]> Customers() => new("--customer")
    {
        Description = "Only this customer; can be given several times.",
        HelpName = "ID",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<string> Customer() =>
        new("--customer") { Description = "Only this customer.", HelpName = "ID" };

    /// <summary>Refuses a last date before the first one.</summary>
    public static void Ordered(CommandResult result, Option<DateOnly?> from, Option<DateOnly?> to)
    {
        if (IsRead(from) && IsRead(to) && result.GetValue(from) is { } first
            && result.GetValue(to) is { } last && last < first)
            result.AddError("--to must be on or after --from.");

        bool IsRead(Option<DateOnly?> option) => result.GetResult(option) is { } given && !given.Errors.Any();
    }

    /// <summary>Dates, a customer and what was known as a query; empty when nothing was given.</summary>
    public static string Query(DateOnly? from, DateOnly? to, string? customer, string? knownAt)
    {
        var parts = new List<string>();
        if (from is { } first) parts.Add($"from={Dates.Text(first)}");
        if (to is { } last) parts.Add($"to={Dates.Text(last)}");
        if (customer is not null) parts.Add($"customerId={Uri.EscapeDataString(customer)}");
        if (knownAt is not null) parts.Add($"{AsKnownAt.Name}={Uri.EscapeDataString(knownAt)}");
        return parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";
    }

    public static Option<string> Csv() =>
        new("--csv") { Description = "Writes every line to this file.", HelpName = "FILE" };

    public static Option<bool> Json() => new("--json") { Description = "Prints JSON instead of a table." };
}
