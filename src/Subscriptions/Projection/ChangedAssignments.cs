namespace PackageBilling.Subscriptions;

/// <summary>What the events of a batch change of assignments: rows that exist are loaded,
/// and written together once at the end.</summary>
internal sealed class ChangedAssignments
{
    private readonly Dictionary<string, AssignmentTerms> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Change> _changes = new(StringComparer.Ordinal);

    private readonly record struct Change(string? Terms, string? Pauses, DateOnly? End, bool IsCancelled, long Version);

    /// <summary>Loads the terms that a batch changes.</summary>
    public static async Task<ChangedAssignments> Load(
        NpgsqlConnection connection, EventBatch batch, CancellationToken ct)
    {
        var changed = new ChangedAssignments();
        var ids = batch.Events.Select(stored => stored.Data)
            .Where(fact => fact is AssignmentChanged or AssignmentPaused or AssignmentResumed)
            .Select(fact => ((IAssignmentEvent)fact).AssignmentId).Distinct().ToArray();
        if (ids.Length == 0) return changed;
        await using var command = new NpgsqlCommand(
            "SELECT assignment_id, terms FROM assignments WHERE assignment_id = ANY ($1)", connection);
        command.Parameters.AddValues((object)ids);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) changed._terms[row.GetString(0)] = AssignmentTerms.Parse(row.GetString(1));
        return changed;
    }

    /// <summary>Takes in an event; nothing comes of one that is about no assignment.</summary>
    public void Apply(StoredEvent stored)
    {
        switch (stored.Data)
        {
            case PackageAssigned fact:
                _terms[fact.AssignmentId] = AssignmentTerms.Of(fact);
                break;
            case AssignmentChanged or AssignmentPaused or AssignmentResumed:
                var id = ((IAssignmentEvent)stored.Data).AssignmentId;
                var terms = _terms[id] = _terms[id].After(stored.Data);
                Set(id, change =>
                    change with { Terms = terms.Text(), Pauses = Ranges(terms.Pauses()), Version = stored.Version });
                break;
            case AssignmentEnded fact:
                Set(fact.AssignmentId, change => change with { End = fact.EndDate, Version = stored.Version });
                break;
            case AssignmentCancelled fact:
                Set(fact.AssignmentId, change => change with { IsCancelled = true, Version = stored.Version });
                break;
            default: break;
        }
    }

    /// <summary>Adds the statement that writes what has changed, behind those that add rows.</summary>
    public void Write(NpgsqlBatch statements)
    {
        if (_changes.Count == 0) return;
        statements.Add("""
            UPDATE assignments a SET terms = coalesce(c.terms, a.terms), pauses = coalesce(c.pauses::datemultirange,
                a.pauses), end_date = coalesce(c.end_date, a.end_date),
                cancelled = a.cancelled OR c.cancelled, version = c.version
            FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::boolean[], $6::bigint[])
                AS c (id, terms, pauses, end_date, cancelled, version)
            WHERE a.assignment_id = c.id
            """,
            _changes.Keys.ToArray(), _changes.Values.Select(change => change.Terms).ToArray(),
            _changes.Values.Select(change => change.Pauses).ToArray(),
            _changes.Values.Select(change => change.End).ToArray(),
            _changes.Values.Select(change => change.IsCancelled).ToArray(),
            _changes.Values.Select(change => change.Version).ToArray());
    }

    private static string Ranges(IReadOnlyList<Pause> pauses)
    {
        var ranges = pauses.Select(
            pause => $"[{Dates.Text(pause.From)},{(pause.ResumedOn is { } on ? Dates.Text(on) : "")})");
        return $"{{{string.Join(',', ranges)}}}";
    }

    private void Set(string assignmentId, Func<Change, Change> change) =>
        _changes[assignmentId] = change(_changes.GetValueOrDefault(assignmentId));
}
