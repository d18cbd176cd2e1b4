using System.Globalization;
using System.Text.Json;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// The lines of simulations that are too long for one answer, kept in files of this process for a while: nothing of a
/// simulation is written to the database. The files vanish with the process, however it ends.
/// </summary>
internal sealed class SimulationLines : IDisposable
{
    /// <summary>The newest simulations that are kept.</summary>
    public const int Kept = 20;

    private readonly Dictionary<string, Spool> _spools = new(StringComparer.Ordinal);
    private readonly Queue<string> _age = new();
    private readonly Lock _lock = new();

    /// <summary>A file for the lines of one simulation; dispose it unless it is kept.</summary>
    public static Spool Create() => new();

    /// <summary>Keeps a simulation's lines under an id, and forgets the oldest ones.</summary>
    public void Keep(string simulationId, Spool spool)
    {
        lock (_lock)
        {
            _spools.Add(simulationId, spool);
            _age.Enqueue(simulationId);
            while (_age.Count > Kept)
            {
                _spools.Remove(_age.Dequeue(), out var oldest);
                oldest?.Dispose();
            }
        }
    }

    /// <summary>A page of a kept simulation's lines; a page's token is a place in the file.</summary>
    /// <exception cref="RefusedException">There is no such simulation, or it was forgotten.</exception>
    public Page<ReportLine> Read(string simulationId, PageRequest page)
    {
        lock (_lock)
        {
            if (!_spools.TryGetValue(simulationId, out var spool)) throw Refuse.NotFound("id", "simulation kept", simulationId);
            var rows = spool.Read(page.AfterNumber ?? 0, page.Limit + 1);
            return new([.. rows.Take(page.Limit).Select(row => row.Line)],
                page.Of(rows, row => row.Next.ToString(CultureInfo.InvariantCulture)).Next);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var spool in _spools.Values) spool.Dispose();
            _spools.Clear();
        }
    }

    /// <summary>One file of lines.</summary>
    internal sealed class Spool : IDisposable
    {
        // The system removes the file when its last handle closes, which a killed process does too.
        private readonly FileStream _file = new(
            Path.Combine(Path.GetTempPath(), $"packagebilling-{Path.GetRandomFileName()}.ndjson"), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

        public void Add(ReportLine line)
        {
            JsonSerializer.Serialize(_file, line, HttpJson.Options);
            _file.WriteByte((byte)'\n');
        }

        /// <summary>Up to <paramref name="limit"/> lines from a place on, each with the place behind it.</summary>
        public List<(ReportLine Line, long Next)> Read(long place, int limit)
        {
            if (place < 0 || place > _file.Length || (place > 0 && !EndsLine(place)))
                throw Refuse.Malformed("after", "must be the value of next in an earlier answer of this list");
            var rows = new List<(ReportLine, long)>();
            _file.Position = place;
            using var reader = new StreamReader(_file, leaveOpen: true);
            while (rows.Count < limit && reader.ReadLine() is { } text)
            {
                place += System.Text.Encoding.UTF8.GetByteCount(text) + 1;
                rows.Add((JsonSerializer.Deserialize<ReportLine>(text, HttpJson.Options)!, place));
            }
            return rows;
        }

        private bool EndsLine(long place)
        {
            _file.Position = place - 1;
            return _file.ReadByte() == '\n';
        }

        public void Dispose() => _file.Dispose();
    }
}
