using System.Globalization;
using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Runs;

/// <summary>Every line that a run considered, read from the log part by part:
/// what was charged from the accounts' events, the rest from the parts' records.</summary>
internal sealed class RunLines(NpgsqlDataSource source, IEventLog log)
{
    /// <summary>The lines in order, with the change of each charged account.</summary>
    public async IAsyncEnumerable<ReportLine> All(
        string runId, DateOnly date, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var part in await ChargeRunParts.Of(source, runId, null, ct))
            foreach (var line in (await Read(date, part, ct)).Lines) yield return line;
    }

    /// <summary>What was posted to each customer, part by part.</summary>
    public async IAsyncEnumerable<ChargesPosted> Posted(string runId, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var part in await ChargeRunParts.Of(source, runId, null, ct))
            await foreach (var posted in part.Range.Read(log, ct)) yield return posted;
    }

    /// <summary>A line in the form that is sealed (<see cref="SealedLine"/>).</summary>
    public readonly record struct SealedText(string CustomerId, string Text);

    /// <summary>What was charged, in the form and order that is sealed.</summary>
    public IAsyncEnumerable<SealedText> Charged(string runId, CancellationToken ct) =>
        Sealed(runId, (part, token) => part.Range.Read(log, token).SelectMany(posted => posted.Lines
            .Select(line => new SealedText(posted.CustomerId, SealedFormat.Text(posted, line)))
            .ToAsyncEnumerable()), ct);

    /// <summary>What was considered and not charged, in the form and order that is sealed.</summary>
    public IAsyncEnumerable<SealedText> NotCharged(string runId, DateOnly date, CancellationToken ct) =>
        Sealed(runId, (part, token) => log
        .ReadAll(part.EventPosition - 1, part.EventPosition, [typeof(ChargeRunPartPosted)], token)
        .SelectMany(stored => ((ChargeRunPartPosted)stored.Data).NotCharged
            .Select(line => new SealedText(line.CustomerId, SealedFormat.Text(date, line))).ToAsyncEnumerable()), ct);

    // Parts of ranges follow each other; the customers that later parts decided again go between them, and are few.
    private async IAsyncEnumerable<SealedText> Sealed(
        string runId, Func<ChargeRunParts.Part, CancellationToken, IAsyncEnumerable<SealedText>> read,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var parts = await ChargeRunParts.Of(source, runId, null, ct);
        var again = new List<SealedText>();
        foreach (var part in parts.Where(part => part.Range.Customers is not null))
            again.AddRange(await read(part, ct).ToListAsync(ct));
        foreach (var part in parts.Where(part => part.Range.Customers is null))
        {
            var lines = await read(part, ct).ToListAsync(ct);
            lines.AddRange(again.Where(line => part.Range.Covers(line.CustomerId)));
            foreach (var line in lines.OrderBy(line => line.CustomerId, StringComparer.Ordinal)) yield return line;
        }
    }

    /// <summary>A page of the lines with an outcome and of a customer, or of all.</summary>
    public async Task<Page<ReportLine>> Page(
        string runId, DateOnly date, LineOutcome? outcome, string? customerId, PageRequest page, CancellationToken ct)
    {
        var (startPart, startLine) = Place(page);
        var rows = new List<(ReportLine Line, int Part, int Place)>();
        var parts = await ChargeRunParts.Of(source, runId, customerId, ct);
        for (var index = startPart; index < parts.Count && rows.Count <= page.Limit; index++)
        {
            var (lines, _) = await Read(date, parts[index], ct, outcome);
            for (var place = index == startPart
                ? startLine : 0; place < lines.Count && rows.Count <= page.Limit; place++)
                if ((outcome is null || lines[place].Outcome == outcome)
                    && (customerId is null || lines[place].CustomerId == customerId))
                    rows.Add((lines[place], index, place));
        }
        var answer = page.Of(rows, row => string.Create(CultureInfo.InvariantCulture, $"{row.Part}:{row.Place + 1}"));
        return new([.. answer.Items.Select(row => row.Line)], answer.Next);
    }

    /// <summary>The lines and accounts of a run that is small enough for one report.</summary>
    /// <param name="parts">The events of its parts: a report that answers a command waits for no read model.</param>
    /// <param name="date">The run's date.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<(IReadOnlyList<ReportLine> Lines, IReadOnlyList<AccountChange> Accounts)> Small(
        IReadOnlyList<StoredEvent> parts, DateOnly date, CancellationToken ct)
    {
        var (lines, accounts) = (new List<ReportLine>(), new List<AccountChange>());
        foreach (var part in parts.Select(stored => (Stored: stored, Posted: (ChargeRunPartPosted)stored.Data))
            .OrderBy(part => part.Posted.After, StringComparer.Ordinal).ThenBy(part => part.Posted.Part)
            .Select(part => new ChargeRunParts.Part(part.Stored.Position, PartRange.Of(part.Posted))))
        {
            if (lines.Count >= RunLimits.LinesPerReport) break;
            var read = await Read(date, part, ct);
            lines.AddRange(read.Lines);
            accounts.AddRange(read.Accounts);
        }
        return ([.. lines.Take(RunLimits.LinesPerReport)], accounts);
    }

    // Who asks for one outcome is spared the other half: what was charged is nearly everything,
    // and who was not billed nearly nobody.
    private async Task<(List<ReportLine> Lines, List<AccountChange> Accounts)> Read(
        DateOnly date, ChargeRunParts.Part part, CancellationToken ct, LineOutcome? only = null)
    {
        var (lines, accounts) = (new List<ReportLine>(), new List<AccountChange>());
        if (only is null or LineOutcome.Charged)
        {
            await foreach (var posted in part.Range.Read(log, ct))
            {
                lines.AddRange(posted.Lines.Select(line => ReportLine.Of(posted, line)));
                accounts.Add(new(posted.CustomerId, posted.CreditBefore, posted.CreditAfter));
            }
        }
        await foreach (var stored in log.ReadAll(
            part.EventPosition - 1, part.EventPosition, [typeof(ChargeRunPartPosted)], ct))
            if (stored.Data is ChargeRunPartPosted record)
                lines.AddRange(record.NotCharged.Select(line => ReportLine.Of(date, line)));
        lines.Sort(ReportLine.Order);
        return (lines, accounts);
    }

    private static (int Part, int Line) Place(PageRequest page)
    {
        if (page.After is null) return (0, 0);
        return page.After.Split(':') is [var part, var line]
            && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var partIndex)
            && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var lineIndex)
            ? (partIndex, lineIndex)
            : throw Problem.Malformed("after", "must be the value of next in an earlier answer of this list");
    }
}
