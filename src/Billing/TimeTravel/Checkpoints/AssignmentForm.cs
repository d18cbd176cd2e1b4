namespace PackageBilling.Billing;

/// <summary>An assignment within a block of a checkpoint.</summary>
internal static class AssignmentForm
{
    // A date is its day, so none is not a date.
    private const int NoDate = -1;

    public static void Write(BinaryWriter writer, LogAssignment assignment)
    {
        writer.Write7BitEncodedInt64(assignment.Number);
        writer.Write(assignment.AssignmentId);
        writer.Write(assignment.PackageId);
        writer.Write(assignment.Did is not null);
        if (assignment.Did is { } did) writer.Write(did);
        writer.Write(assignment.Start.DayNumber);
        writer.Write(assignment.End?.DayNumber ?? NoDate);
        writer.Write(assignment.BilledThrough?.DayNumber ?? NoDate);
        writer.Write7BitEncodedInt(assignment.Quantity);
        writer.Write(assignment.AutoDecrement);
        writer.Write7BitEncodedInt(assignment.Changes.Count);
        foreach (var change in assignment.Changes)
        {
            writer.Write(change.EffectiveFrom.DayNumber);
            writer.Write7BitEncodedInt(change.Quantity ?? 0);
            writer.Write((byte)(change.AutoDecrement is { } auto ? auto ? 2 : 1 : 0));
        }
        writer.Write7BitEncodedInt(assignment.Setup.Times);
        writer.Write7BitEncodedInt(assignment.Setup.Standing);
        writer.Write7BitEncodedInt(assignment.Setup.Reversed);
    }

    public static LogAssignment Read(BinaryReader reader)
    {
        var (number, assignmentId, packageId) = (reader.Read7BitEncodedInt64(), reader.ReadString(), reader.ReadString());
        var (did, start) = (reader.ReadBoolean() ? reader.ReadString() : null, DateOnly.FromDayNumber(reader.ReadInt32()));
        var (end, billedThrough) = (Date(reader), Date(reader));
        var (quantity, autoDecrement) = (reader.Read7BitEncodedInt(), reader.ReadBoolean());
        return new(number, assignmentId, packageId, did, start, end, billedThrough, quantity, autoDecrement, Changes(reader),
            new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt()));
    }

    private static DateOnly? Date(BinaryReader reader) => reader.ReadInt32() is var day && day == NoDate ? null : DateOnly.FromDayNumber(day);

    private static AssignmentChange[] Changes(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        if (count == 0) return [];
        var changes = new AssignmentChange[count];
        for (var i = 0; i < count; i++)
        {
            var (from, quantity) = (DateOnly.FromDayNumber(reader.ReadInt32()), reader.Read7BitEncodedInt());
            // A quantity is at least 1, so 0 stands for none.
            changes[i] = new(from, quantity == 0 ? null : quantity, reader.ReadByte() switch { 2 => true, 1 => false, _ => (bool?)null });
        }
        return changes;
    }
}
