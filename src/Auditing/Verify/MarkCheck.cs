using System.Globalization;

namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Whether the marks that say what was known at an instant can be true: instants and positions grow together, no mark
/// is of a position that the log has not reached, and no event up to it was recorded after it.
/// </summary>
internal static class MarkCheck
{
    /// <summary>The first mark that cannot be true; null when all can.</summary>
    public static async Task<Fault?> Run(LogInspection inspection, CancellationToken ct)
    {
        if (await inspection.WrongMark(AuditLimits.ClockSkew, ct) is not var (instant, position)) return null;
        var when = instant.ToString("O", CultureInfo.InvariantCulture);
        var what = $"the mark of {when} at position {position} cannot have been made";
        return new("marks", what, position, null, null, null);
    }
}
