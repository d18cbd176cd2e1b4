namespace PackageBilling.Auditing.Replay;

/// <summary>Differences of lines.</summary>
internal static class DifferenceExtensions
{
    extension(Difference difference)
    {
        /// <summary>The line that it is about, null when it is about none.</summary>
        public ReportLine? About() => difference.Recorded as ReportLine ?? difference.Recomputed as ReportLine;

        public static Difference Of((ReportLine? Left, ReportLine? Right) pair) =>
            new(NameOf((pair.Left ?? pair.Right)!), pair.Left, pair.Right, null);
    }

    private static string NameOf(ReportLine line) =>
        line.ChargeId ?? $"{line.AssignmentId}.{line.Kind.Text()}.{Dates.Text(line.Date)}";
}
