using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>Reads the log in order while the next stretches of it are being read and decoded at the same time.</summary>
internal static class LogReading
{
    /// <summary>Positions of one stretch; few enough that all readers get to work on a short log.</summary>
    private const int Stretch = 8_000;

    /// <summary>Stretches being read at the same time.</summary>
    private const int Readers = 3;

    /// <summary>Events of a stretch that wait: a reader that is ahead stops here, so memory stays flat.</summary>
    private const int Waiting = 4_000;

    public static async IAsyncEnumerable<StoredEvent> Ahead(
        IEventLog log, long after, long through, IReadOnlyCollection<Type> types, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = new Queue<(ChannelReader<StoredEvent> Events, Task Read)>();
        try
        {
            while (after < through || reading.Count > 0)
            {
                for (; reading.Count < Readers && after < through; after += Stretch)
                    reading.Enqueue(Begin(log, after, Math.Min(through, after + Stretch), types, stop.Token));
                var (events, read) = reading.Peek();
                await foreach (var stored in events.ReadAllAsync(ct)) yield return stored;
                await read;
                reading.Dequeue();
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var (_, read) in reading) await read.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static (ChannelReader<StoredEvent>, Task) Begin(IEventLog log, long after, long through, IReadOnlyCollection<Type> types, CancellationToken ct)
    {
        var events = Channel.CreateBounded<StoredEvent>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });
        return (events.Reader, Task.Run(Read, CancellationToken.None));

        async Task Read()
        {
            try
            {
                await foreach (var stored in log.ReadAll(after, through, types, ct)) await events.Writer.WriteAsync(stored, ct);
                events.Writer.Complete();
            }
            catch (Exception e)
            {
                events.Writer.Complete(e);
            }
        }
    }
}
