using System.CommandLine;
using PackageBilling.Foundation;

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

    public static Option<string> Csv() => new("--csv") { Description = "Writes every line to this file.", HelpName = "FILE" };

    public static Option<bool> Json() => new("--json") { Description = "Prints JSON instead of a table." };
}
