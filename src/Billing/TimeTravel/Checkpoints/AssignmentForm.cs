namespace PackageBilling.Billing;

/// <summary>An assignment within a block of a checkpoint.</summary>
internal static class AssignmentForm
{
    // A date is its day, so none is not a date.
    private const int NoDate = -1;

    public static void Write(BinaryWriter writer, LogAssignment assignment)
    {
        var book = assignment.Book;
        writer.Write7BitEncodedInt64(book.Number);
        writer.Write(book.AssignmentId);
        writer.Write(book.PackageId);
        writer.Write(book.Did is not null);
        if (book.Did is { } did) writer.Write(did);
        writer.Write(book.Start.DayNumber);
        writer.Write(book.End?.DayNumber ?? NoDate);
        writer.Write(book.BilledThrough?.DayNumber ?? NoDate);
        writer.Write7BitEncodedInt(book.Quantity);
        writer.Write(book.AutoDecrement);
        writer.Write7BitEncodedInt(book.Changes.Count);
        foreach (var change in book.Changes)
        {
            writer.Write(change.EffectiveFrom.DayNumber);
            writer.Write7BitEncodedInt(change.Quantity ?? 0);
            writer.Write((byte)(change.AutoDecrement is { } auto ? auto ? 2 : 1 : 0));
        }
        writer.Write7BitEncodedInt(assignment.Setup.Times);
        writer.Write7BitEncodedInt(assignment.Setup.Standing);
    }

    public static LogAssignment Read(BinaryReader reader, Func<string, string> known)
    {
        var book = new AssignmentBook(
            reader.Read7BitEncodedInt64(), reader.ReadString(), known(reader.ReadString()), reader.ReadBoolean() ? reader.ReadString() : null,
            DateOnly.FromDayNumber(reader.ReadInt32()), Date(reader), Date(reader), reader.Read7BitEncodedInt(), reader.ReadBoolean(),
            Changes(reader), default, default, default);
        return new(book) { Setup = new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt()) };
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
