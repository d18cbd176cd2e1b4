namespace PackageBilling.Billing;

/// <summary>
/// A line of a simulation as it is kept in a file: field by field, in binary, since a simulation may keep millions and few of them are
/// ever asked for. Only the process that wrote it reads it.
/// </summary>
internal static class SpooledLine
{
    public static void Write(BinaryWriter file, DateOnly date, CustomerBook customer, Line line)
    {
        file.Write(customer.CustomerId);
        file.Write(customer.Currency);
        file.Write(line.Assignment.AssignmentId);
        file.Write(line.Assignment.PackageId);
        file.Write(line.Assignment.Did ?? "");
        file.Write(line.Reason ?? "");
        file.Write((byte)line.Kind);
        file.Write((byte)line.Outcome);
        file.Write((byte)((line.Assignment.Did is null ? 0 : Has.Did) | (line.Reason is null ? 0 : Has.Reason) | (line.DebitsCredit ? Has.Debits : 0)
            | (line.InsufficientCredit ? Has.Insufficient : 0) | (line.Spend is null ? 0 : Has.Spend) | (line.IntervalFrom is null ? 0 : Has.From)
            | (line.IntervalTo is null ? 0 : Has.To)));
        file.Write(date.DayNumber);
        file.Write(line.KeyDate.DayNumber);
        file.Write(line.Nth);
        file.Write(line.Quantity);
        file.Write(line.UnitRetail);
        file.Write(line.UnitCost);
        file.Write(line.Retail);
        file.Write(line.Cost);
        if (line.Spend is { } spend) file.Write(spend);
        if (line.IntervalFrom is { } from) file.Write(from.DayNumber);
        if (line.IntervalTo is { } to) file.Write(to.DayNumber);
    }

    /// <summary>Writes a line that reverses another one: its id is named after that one.</summary>
    public static void Write(BinaryWriter file, ReportLine reversal)
    {
        file.Write(reversal.CustomerId);
        file.Write(reversal.Currency);
        file.Write(reversal.AssignmentId);
        file.Write(reversal.PackageId);
        file.Write(reversal.Did ?? "");
        file.Write(reversal.Reason ?? "");
        file.Write((byte)reversal.Kind);
        file.Write((byte)reversal.Outcome);
        file.Write((byte)((reversal.Did is null ? 0 : Has.Did) | (reversal.Reason is null ? 0 : Has.Reason) | (reversal.DebitsCredit ? Has.Debits : 0) | Has.Corrects));
        file.Write(reversal.Date.DayNumber);
        file.Write(reversal.Date.DayNumber);
        file.Write(0);
        file.Write(reversal.Quantity);
        file.Write(reversal.UnitRetail);
        file.Write(reversal.UnitCost);
        file.Write(reversal.Retail);
        file.Write(reversal.Cost);
        file.Write(reversal.Corrects!);
    }

    /// <summary>The line as reports show it.</summary>
    public static ReportLine Read(BinaryReader file)
    {
        var (customerId, currency, assignmentId, packageId) = (file.ReadString(), file.ReadString(), file.ReadString(), file.ReadString());
        var (did, reason, kind, outcome, has) = (file.ReadString(), file.ReadString(), (ChargeKind)file.ReadByte(), (LineOutcome)file.ReadByte(), (Has)file.ReadByte());
        var (date, keyDate, nth, quantity) = (Date(file), Date(file), file.ReadInt32(), file.ReadInt32());
        var line = new ReportLine(
            outcome == LineOutcome.AlreadyCharged ? ChargeIds.Of(assignmentId, kind, keyDate, nth) : null,
            outcome, outcome == LineOutcome.Charged && nth > 1, customerId, has.HasFlag(Has.Did) ? did : null, assignmentId, packageId, kind, date, quantity,
            file.ReadDecimal(), file.ReadDecimal(), file.ReadDecimal(), file.ReadDecimal(), has.HasFlag(Has.Debits), has.HasFlag(Has.Insufficient), currency,
            has.HasFlag(Has.Reason) ? reason : null, has.HasFlag(Has.Spend) ? file.ReadDecimal() : null,
            has.HasFlag(Has.From) ? Date(file) : null, has.HasFlag(Has.To) ? Date(file) : null).AsKept();
        if (!has.HasFlag(Has.Corrects)) return line;
        var corrects = file.ReadString();
        return line with { ChargeId = ChargeIds.OfReversal(corrects), Corrects = corrects };
    }

    private static DateOnly Date(BinaryReader file) => DateOnly.FromDayNumber(file.ReadInt32());

    [Flags]
    private enum Has
    {
        None = 0,
        Did = 1,
        Reason = 2,
        Debits = 4,
        Insufficient = 8,
        Spend = 16,
        From = 32,
        To = 64,
        Corrects = 128,
    }
}
