namespace PackageBilling.Auditing.Replay;

/// <summary>
/// An assignment within a block of a checkpoint: its terms as they are stored, each text once in a block.
/// </summary>
internal static class AssignmentFormat
{
    // A date is stored as its day number, so this is not a date.
    private const int NoDate = -1;

    /// <param name="writer">Gets it.</param>
    /// <param name="book">The assignment.</param>
    /// <param name="setup">What was posted of its setup.</param>
    /// <param name="terms">The terms that were written before, by their numbers.</param>
    public static void Write(
        BinaryWriter writer, AssignmentBook book, PostedCount setup, Dictionary<AssignmentTerms, int> terms)
    {
        writer.Write7BitEncodedInt64(book.Key);
        writer.Write(book.AssignmentId);
        writer.Write(book.PackageId);
        writer.Write(book.Did is not null);
        if (book.Did is { } did) writer.Write(did);
        writer.Write(book.Start.DayNumber);
        writer.Write(book.End?.DayNumber ?? NoDate);
        var isKnown = terms.TryGetValue(book.Terms, out var number);
        if (!isKnown) terms.Add(book.Terms, number = terms.Count);
        writer.Write7BitEncodedInt(number);
        if (!isKnown) writer.Write(book.Terms.Text());
        writer.Write7BitEncodedInt(setup.Times);
        writer.Write7BitEncodedInt(setup.Standing);
        writer.Write7BitEncodedInt(setup.Reversed);
    }

    /// <param name="reader">Has it next.</param>
    /// <param name="terms">The terms that were read before, by their numbers.</param>
    public static (AssignmentBook Book, PostedCount Setup) Read(BinaryReader reader, List<AssignmentTerms> terms)
    {
        var (key, assignmentId, packageId) = (reader.Read7BitEncodedInt64(), reader.ReadString(), reader.ReadString());
        var (did, start) = (
            reader.ReadBoolean() ? reader.ReadString() : null, DateOnly.FromDayNumber(reader.ReadInt32()));
        DateOnly? end = reader.ReadInt32() is var day && day == NoDate ? null : DateOnly.FromDayNumber(day);
        var number = reader.Read7BitEncodedInt();
        if (number == terms.Count) terms.Add(AssignmentTerms.Parse(reader.ReadString()));
        return (new(key, assignmentId, packageId, did, start, end, terms[number]),
            new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt()));
    }
}
