namespace PackageBilling.Auditing.Explain;

/// <summary>The events of an assignment and of its package, as known at one position.</summary>
/// <param name="Assignment">The assignment's events, in the order of the log.</param>
/// <param name="Package">
/// The package's definition and revisions, in the order of the log; empty when it is not known.
/// </param>
internal sealed record Evidence(IReadOnlyList<StoredEvent> Assignment, IReadOnlyList<StoredEvent> Package)
{
    /// <summary>Reads them; null when there was no such assignment at that position.</summary>
    public static async Task<Evidence?> Read(
        NpgsqlDataSource source, IEventLog log, string assignmentId, long position, CancellationToken ct)
    {
        var assignment = await Events(source, log, """
            SELECT known_from FROM billing.assignments WHERE assignment_id = $1 AND known_from <= $2
            UNION SELECT known_until FROM billing.assignments WHERE assignment_id = $1 AND known_until <= $2 ORDER BY 1
            """, assignmentId, position, ct);
        if (assignment is not [{ Data: PackageAssigned assigned }, ..]) return null;
        return new(assignment, await Events(source, log,
            "SELECT position FROM billing.package_revisions WHERE package_id = $1 AND position <= $2 ORDER BY position",
            assigned.PackageId, position, ct));
    }

    public PackageAssigned Assigned => (PackageAssigned)Assignment[0].Data;

    public bool IsCancelled => Assignment.Any(stored => stored.Data is AssignmentCancelled);

    /// <summary>The assignment for the pure decisions; what was posted of it is not known here.</summary>
    public AssignmentBook AsAssignment() => Assignment.Where(stored => stored.Data is not AssignmentCancelled)
        .Aggregate((AssignmentBook?)null, (book, stored) => AssignmentBook.Evolve(book, stored.Data, stored.Position))!;

    /// <summary>The package for the pure decisions; null when it is not known.</summary>
    public PackageBook? AsPackage() =>
        Package.Aggregate((PackageBook?)null, (book, stored) => PackageBook.Evolve(book, stored.Data));

    /// <summary>The event that an own price in effect on a date comes from; null when it is the package's.</summary>
    public StoredEvent? PriceEvent(ChargeKind kind, DateOnly date) =>
        InEffect.On(
            Assignment.Where(stored => stored.Data is OwnTerms terms && SaysPrice(terms, kind)), date,
            stored => stored.Data is AssignmentChanged changed ? changed.EffectiveFrom : DateOnly.MinValue);

    private static bool SaysPrice(OwnTerms terms, ChargeKind kind) => kind switch
    {
        ChargeKind.Setup => terms.SetupRetail.IsGiven,
        ChargeKind.MinimumSpend => terms.MinimumSpend.IsGiven,
        _ => terms.Retail.IsGiven || terms.DiscountPercent.IsGiven,
    };

    /// <summary>The event whose terms hold on a date: the one that the book's own choice comes from.</summary>
    public StoredEvent RevisionOn(PackageBook book, DateOnly date)
    {
        var terms = book.TermsOn(date);
        return Package.First(stored => ReferenceEquals(RevisionOf(stored).Terms, terms));
    }

    public static PackageRevision RevisionOf(StoredEvent stored) => stored.Data switch
    {
        PackageDefined defined => new(DateOnly.MinValue, defined.Terms),
        PackageRevised revised => new(revised.EffectiveFrom, revised.Terms),
        _ => throw new InvalidOperationException($"A package has no terms from {stored.Type}."),
    };

    /// <summary>The event at a position.</summary>
    public static async Task<StoredEvent> At(IEventLog log, long position, CancellationToken ct)
    {
        await foreach (var stored in log.ReadAll(position - 1, position, null, ct)) return stored;
        throw new InvalidOperationException($"There is no event at position {position}.");
    }

    private static async Task<List<StoredEvent>> Events(
        NpgsqlDataSource source, IEventLog log, string sql, string id, long position, CancellationToken ct)
    {
        var positions = new List<long>();
        await using (var command = source.CreateCommand(sql))
        {
            command.Parameters.AddValues(id, position);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) positions.Add(reader.GetInt64(0));
        }
        var events = new List<StoredEvent>();
        foreach (var known in positions) events.Add(await At(log, known, ct));
        return events;
    }
}
