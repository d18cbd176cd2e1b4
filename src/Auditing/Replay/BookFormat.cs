using System.Text.Json;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// The format of the blocks of a checkpoint: the same bytes for the same book, whoever folded it. Hashes are checked
/// before a block is read, so it is what was written.
/// </summary>
internal static class BookFormat
{
    /// <summary>
    /// Raised with every change of this format or of what the fold means; checkpoints in another format are not read.
    /// </summary>
    public const int Number = 3;

    /// <summary>Customers of one block: 300 to 600 kB.</summary>
    public const int CustomersPerBlock = 2_000;

    public static byte[] Packages(LogBook book) => Written(writer =>
    {
        writer.Write7BitEncodedInt(book.PackageBooks.Count);
        foreach (var (packageId, package) in book.PackageBooks.OrderBy(package => package.Key, StringComparer.Ordinal))
        {
            writer.Write(packageId);
            writer.Write(package.Currency);
            writer.Write(package.GrantsMinutes);
            writer.Write7BitEncodedInt(package.Recorded.Count);
            foreach (var revision in package.Recorded)
            {
                writer.Write(revision.EffectiveFrom.DayNumber);
                var terms = EventJson.Write(revision.Terms);
                writer.Write7BitEncodedInt(terms.Length);
                writer.Write(terms);
            }
        }
    });

    public static void ReadPackages(byte[] content, Dictionary<string, PackageBook> into)
    {
        using var reader = new BinaryReader(new MemoryStream(content));
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var (packageId, currency, grants, recorded) = (
                reader.ReadString(), reader.ReadString(), reader.ReadBoolean(), new List<PackageRevision>());
            for (var revisions = reader.Read7BitEncodedInt(); revisions > 0; revisions--)
                recorded.Add(new(DateOnly.FromDayNumber(reader.ReadInt32()),
                    JsonSerializer.Deserialize<PackageTerms>(
                        reader.ReadBytes(reader.Read7BitEncodedInt()), EventJson.Options)!));
            into[packageId] = new(packageId, currency, recorded, grants);
        }
    }

    public static byte[] Customers(LogBook book, LogCustomer[] customers) => Written(writer =>
    {
        var terms = new Dictionary<AssignmentTerms, int>();
        writer.Write7BitEncodedInt(customers.Length);
        foreach (var customer in customers)
        {
            writer.Write(customer.CustomerId);
            writer.Write(customer.Book.Currency);
            writer.Write(customer.Book.TimeZone);
            writer.Write(customer.Book.CreditLimit);
            writer.Write(customer.Credit);
            writer.Write7BitEncodedInt64(customer.AccountVersion);
            var assignments = book.AssignmentsOf(customer);
            writer.Write7BitEncodedInt(assignments.Count);
            foreach (var (assignment, setup) in assignments) AssignmentFormat.Write(writer, assignment, setup, terms);
        }
    });

    /// <param name="content">As it was written.</param>
    /// <param name="known">Texts that repeat, such as currencies: one instance of each is kept.</param>
    public static List<(LogCustomer Customer, List<(AssignmentBook Book, PostedCount Setup)> Assignments)>
        ReadCustomers(byte[] content, Dictionary<string, string> known)
    {
        using var reader = new BinaryReader(new MemoryStream(content));
        var customers = new List<(LogCustomer, List<(AssignmentBook, PostedCount)>)>();
        var terms = new List<AssignmentTerms>();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var customer = new LogCustomer(
                new(reader.ReadString(), Known(reader.ReadString()), Known(reader.ReadString()), reader.ReadDecimal(),
                    0, 0, []))
            {
                Credit = reader.ReadDecimal(),
                AccountVersion = reader.Read7BitEncodedInt64(),
            };
            var assignments = new List<(AssignmentBook, PostedCount)>();
            for (var some = reader.Read7BitEncodedInt(); some > 0; some--)
                assignments.Add(AssignmentFormat.Read(reader, terms));
            customers.Add((customer, assignments));
        }
        return customers;

        string Known(string text) => known.TryGetValue(text, out var same) ? same : known[text] = text;
    }

    /// <summary>What was posted for one date.</summary>
    public static byte[] Posted(IReadOnlyDictionary<(long AssignmentKey, ChargeKind Kind), PostedCount> posted) =>
        Written(writer =>
    {
        writer.Write7BitEncodedInt(posted.Count);
        foreach (var (key, count) in posted.OrderBy(one => one.Key))
        {
            writer.Write7BitEncodedInt64(key.AssignmentKey);
            writer.Write((byte)key.Kind);
            writer.Write7BitEncodedInt(count.Times);
            writer.Write7BitEncodedInt(count.Standing);
            writer.Write7BitEncodedInt(count.Reversed);
        }
    });

    public static void ReadPosted(byte[] content, DateOnly date, LogPostings into)
    {
        using var reader = new BinaryReader(new MemoryStream(content));
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
            into.Add(date, (reader.Read7BitEncodedInt64(), (ChargeKind)reader.ReadByte()),
                new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt()));
    }

    /// <summary>What the calls of one local date came to.</summary>
    public static byte[] Spend(IEnumerable<(string CustomerId, string Did, decimal Charged)> sums) => Written(writer =>
    {
        var sorted = sums.OrderBy(one => one.CustomerId, StringComparer.Ordinal)
            .ThenBy(one => one.Did, StringComparer.Ordinal).ToList();
        writer.Write7BitEncodedInt(sorted.Count);
        foreach (var (customerId, did, charged) in sorted)
        {
            writer.Write(customerId);
            writer.Write(did);
            writer.Write(charged);
        }
    });

    public static void ReadSpend(byte[] content, DateOnly date, LogSpend into)
    {
        using var reader = new BinaryReader(new MemoryStream(content));
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
            into.Add(reader.ReadString(), reader.ReadString(), date, reader.ReadDecimal());
    }

    private static byte[] Written(Action<BinaryWriter> write)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        write(writer);
        writer.Flush();
        return content.ToArray();
    }
}
