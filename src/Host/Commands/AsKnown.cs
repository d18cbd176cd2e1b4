using System.CommandLine;

namespace PackageBilling.Host;

/// <summary>The option that asks what was known at a position of the log or at an instant.</summary>
internal static class AsKnown
{
    /// <param name="name">Its name.</param>
    /// <param name="olderName">A name that is accepted too, and not shown.</param>
    public static Option<string> Option(string name = "--known-at", string? olderName = null)
    {
        var option = new Option<string>(name, olderName is null ? [] : [olderName])
        {
            Description = "As known then: a position of the log, or an instant such as 2025-01-31T18:30:00Z.",
            HelpName = "POSITION|INSTANT",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && AsKnownAt.TryRead(token.Value) is null)
                result.AddError($"{name} {AsKnownAt.Rule}.");
        });
        return option;
    }
}
