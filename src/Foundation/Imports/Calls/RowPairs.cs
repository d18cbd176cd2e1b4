namespace PackageBilling.Foundation;

/// <summary>
/// Makes one call of the rows of its start and its end, whichever comes first. At most <see cref="MostHeld"/> rows wait
/// for their other one; beyond that the oldest is refused.
/// </summary>
internal sealed class RowPairs(CallPairing pair, RowReader reader, CallColumns columns)
{
    /// <summary>Calls under way at once on a large switch, with room to spare; some 500 bytes each.</summary>
    public const int MostHeld = 200_000;

    private readonly int _kind = Needed(columns, pair.Column);
    private readonly int[] _same = [.. pair.Same.Select(name => Needed(columns, name))];
    private readonly int[] _any = [.. pair.SameInAnyOrder.Select(name => Needed(columns, name))];
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, Held Row)> _order = new();

    /// <summary>Takes a row in.</summary>
    /// <param name="row">A row.</param>
    /// <param name="keepsRecord">Whether the call has the row of its start with it.</param>
    /// <param name="ready">What it leads to.</param>
    /// <returns>The name under which the row is skipped; null when it is not.</returns>
    public string? Take(CallRows row, bool keepsRecord, List<MappedRow> ready)
    {
        var kind = row.Text(_kind);
        var isStart = kind.Equals(pair.Start, StringComparison.OrdinalIgnoreCase);
        if (row.Fault is not null)
        {
            ready.Add(reader.Read(row, keepsRecord));
            return null;
        }
        if (!isStart && !kind.Equals(pair.End, StringComparison.OrdinalIgnoreCase))
            return $"neither {pair.Start} nor {pair.End}";
        var key = Key(row);
        var held = isStart ? OfStart(row, keepsRecord) : OfEnd(row);
        if (_held.TryGetValue(key, out var other))
        {
            if (other.IsStart == isStart) return $"{(isStart ? pair.Start : pair.End)} repeated";
            _held.Remove(key);
            ready.Add(isStart ? Together(held, other) : Together(other, held));
            return null;
        }
        _held.Add(key, held);
        _order.Enqueue((key, held));
        while (_held.Count > MostHeld) Drop(ready);
        return null;
    }

    /// <summary>What is left without its other row.</summary>
    public void End(List<MappedRow> ready)
    {
        while (_order.Count > 0) Drop(ready);
    }

    private void Drop(List<MappedRow> ready)
    {
        var (key, row) = _order.Dequeue();
        if (!_held.TryGetValue(key, out var held) || !ReferenceEquals(held, row)) return;
        _held.Remove(key);
        var fault = new RowFault("", row.IsStart
            ? $"has no row with {pair.End}: the call may not have ended when the file was written; send it again later"
            : $"has no row with {pair.Start}: it may be in the file before");
        ready.Add(new(null, new(row.Line, row.Start?.Call?.CallId, row.Record, [.. row.Faults, fault])));
    }

    private Held OfStart(CallRows row, bool keepsRecord)
    {
        var start = reader.Read(row, keepsRecord);
        return new(true, row.Line, row.Record, start.Call?.StartedAt, start, start.Refused?.Faults ?? []);
    }

    private Held OfEnd(CallRows row)
    {
        var faults = new List<RowFault>();
        var at = reader.Time(row, (_, error) => faults.Add(new("", $"its {pair.End}: {error}")));
        return new(false, row.Line, row.Record, at, null, faults);
    }

    private static MappedRow Together(Held start, Held end)
    {
        if (start.At is not { } from || end.At is not { } to)
            return new(null, new(start.Line, null, start.Record, [.. start.Faults, .. end.Faults]));
        var call = start.Start!.Value.Call!;
        var seconds = Math.Ceiling((to - from).TotalSeconds);
        return seconds is >= 0 and <= CallBounds.Seconds
            ? new(call with { BilledSeconds = (int)seconds }, null)
            : new(null, new(start.Line, call.CallId, start.Record,
                [new("billedSeconds", seconds < 0 ? $"would be below 0: line {end.Line} ends it before it began"
                    : $"must be from 0 to {CallBounds.Seconds}")]));
    }

    private string Key(CallRows row)
    {
        var any = _any.Select(row.Text).ToArray();
        Array.Sort(any, StringComparer.Ordinal);
        return string.Join('\u001F', [.. _same.Select(row.Text), .. any]);
    }

    private static int Needed(CallColumns columns, string name)
    {
        columns.Need([name]);
        return columns.Of(name);
    }

    private sealed record Held(
        bool IsStart, long Line, string Record, DateTimeOffset? At, MappedRow? Start, IReadOnlyList<RowFault> Faults);
}
