using System.Globalization;

namespace PackageBilling.Portal;

/// <summary>What is known and what is supposed, as a form's fields say it and the interface takes it.</summary>
internal static class Scenario
{
    /// <summary>Customers, the position or instant of knowledge, and hypothetical prices and quantities.</summary>
    /// <param name="form">The fields.</param>
    /// <param name="side">What their names begin with.</param>
    public static (string Name, object? Value)[] Of(FormState form, string side = "") =>
    [
        ("customerIds", form.Text(side + "customerIds")?.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray()),
        ("asKnownAt", KnownAt(form, side)),
        ("whatIf", WhatIf(form, side)),
    ];

    private static Dictionary<string, object>? KnownAt(FormState form, string side) => form.Text(side + "knownAt") is not { } at ? null
        : long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? FormState.Body(("position", position))
        : FormState.Body(("instant", at.Contains('T', StringComparison.Ordinal) ? at : at + "T23:59:59Z"));

    private static Dictionary<string, object>? WhatIf(FormState form, string side)
    {
        var facts = FormState.Body(
            ("revisions", form.Text(side + "packageId") is { } packageId
                ? new[] { FormState.Body(("packageId", packageId), ("retail", form.Text(side + "retail")), ("cost", form.Text(side + "cost"))) } : null),
            ("changes", form.Text(side + "assignmentId") is { } assignmentId
                ? new[] { FormState.Body(("assignmentId", assignmentId), ("quantity", form.Whole(side + "quantity"))) } : null));
        return facts.Count == 0 ? null : facts;
    }
}
