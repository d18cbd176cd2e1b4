namespace PackageBilling.Portal;

/// <summary>What is known and what is supposed, as a form's fields say it and the interface takes it.</summary>
internal static class Scenario
{
    /// <summary>Customers, the position or instant of knowledge, and hypothetical prices and quantities.</summary>
    /// <param name="form">The fields.</param>
    /// <param name="today">Today in UTC.</param>
    /// <param name="side">What their names begin with.</param>
    public static (string Name, object? Value)[] Of(FormState form, DateOnly today, string side = "") =>
    [
        ("customerIds", form.Ids(side + "customerIds")),
        ("knownAt", KnownAt(form.Text(side + "knownAt"), today)),
        ("whatIf", WhatIf(form, side)),
    ];

    // A date stands for its end, and today for now.
    private static string? KnownAt(string? text, DateOnly today) =>
        Dates.Parse(text) is not { } date ? text
        : date == today ? null
        : text + "T23:59:59Z";

    private static Dictionary<string, object>? WhatIf(FormState form, string side)
    {
        var facts = FormState.Body(
            ("revisions", form.Text(side + "packageId") is { } packageId
                ? new[] { FormState.Body(("packageId", packageId), ("retail", form.Text(side + "retail")),
                    ("cost", form.Text(side + "cost"))) } : null),
            ("changes", form.Text(side + "assignmentId") is { } assignmentId
                ? new[] { FormState.Body(("assignmentId", assignmentId), ("quantity", form.Whole(side + "quantity"))) }
                : null));
        return facts.Count == 0 ? null : facts;
    }
}
