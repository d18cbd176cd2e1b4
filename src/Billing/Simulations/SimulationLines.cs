using System.Buffers;
using System.Globalization;

namespace PackageBilling.Billing.Simulations;

/// <summary>
/// The lines of simulations that are too long for one answer, kept in files of this process for a while: nothing of a
/// simulation is written to the database. The files vanish with the process, however it ends.
/// </summary>
internal sealed class SimulationLines : IDisposable
{
    /// <summary>The newest simulations that are kept.</summary>
    public const int MaxKept = 20;

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
            while (_age.Count > MaxKept)
            {
                _spools.Remove(_age.Dequeue(), out var oldest);
                oldest?.Dispose();
            }
        }
    }

    /// <summary>A page of a kept simulation's lines; a page's token is how many come before it.</summary>
    /// <exception cref="ProblemException">There is no such simulation, or it was forgotten.</exception>
    public Page<ReportLine> Read(string simulationId, PageRequest page)
    {
        lock (_lock)
        {
            if (!_spools.TryGetValue(simulationId, out var spool))
                throw Problem.NotFound("id", "simulation kept", simulationId);
            var before = page.AfterNumber ?? 0;
            var rows = spool.Read(before, page.Limit + 1)
                .Select((line, n) => (Line: line, Next: before + n + 1)).ToList();
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
        // Lines between places in the file that are known, so that a page is found without reading all before it.
        private const int Stride = 256;

        private readonly FileStream _file = TemporaryFiles.Create("lines");
        private readonly BinaryWriter _writer;
        private readonly ArrayBufferWriter<byte> _form = new();
        private readonly List<long> _places = [];
        private long _count;

        public Spool() => _writer = new(_file);

        /// <summary>Adds a line of a simulation.</summary>
        public void Add(DateOnly date, CustomerBook customer, in DecidedLine decided)
        {
            _form.ResetWrittenCount();
            SealedLine.Write(_form, date, customer, decided);
            Write(isReversal: false);
        }

        /// <summary>Adds a line that would be reversed.</summary>
        public void Add(LineReversed reversed)
        {
            _form.ResetWrittenCount();
            SealedLine.Write(_form, reversed.CustomerId, reversed.Currency, reversed.Date, LineOutcome.Charged,
                reversed.Reason.Length == 0 ? null : reversed.Reason, reversed.Line);
            Write(isReversal: true);
        }

        /// <summary>Up to <paramref name="limit"/> lines behind the first <paramref name="before"/>.</summary>
        public List<ReportLine> Read(long before, int limit)
        {
            if (before < 0 || before > _count)
                throw Problem.Malformed("after", "must be the value of next in an earlier answer of this list");
            var lines = new List<ReportLine>();
            if (before == _count) return lines;
            _file.Position = _places[(int)(before / Stride)];
            using var reader = new BinaryReader(_file, System.Text.Encoding.UTF8, leaveOpen: true);
            for (var skip = before % Stride; skip > 0; skip--) Read(reader);
            while (lines.Count < limit && before + lines.Count < _count) lines.Add(Read(reader));
            return lines;
        }

        private void Write(bool isReversal)
        {
            if (_count++ % Stride == 0) _places.Add(_file.Position);
            _writer.Write(isReversal);
            _writer.Write7BitEncodedInt(_form.WrittenCount);
            _writer.Write(_form.WrittenSpan);
        }

        private static ReportLine Read(BinaryReader file)
        {
            var isReversal = file.ReadBoolean();
            var (customerId, currency, date, outcome, reason, line) = SealedLine.Parse(
                file.ReadBytes(file.Read7BitEncodedInt()));
            return isReversal ? ReportLine.OfReversal(customerId, currency, date, reason, line)
                : ReportLine.Of(customerId, currency, date, outcome, reason, line, isPosted: false);
        }

        public void Dispose() => _writer.Dispose();
    }
}
