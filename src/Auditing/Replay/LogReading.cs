using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace PackageBilling.Auditing.Replay;

/// <summary>Reads the log in order while its next stretches are read and decoded in parallel.</summary>
internal static class LogReading
{
    /// <summary>Positions of one stretch; few enough that all readers get to work on a short log.</summary>
    private const int Stretch = 8_000;

    /// <summary>Stretches being read at the same time.</summary>
    private const int Readers = 3;

    /// <summary>Events that are passed on together: passing on one costs as much as passing on many.</summary>
    private const int Together = 250;

    /// <summary>Batches of a stretch that wait: a reader that is ahead stops here, so memory stays flat.</summary>
    private const int Waiting = 16;

    /// <summary>The events of a part of the log.</summary>
    public static IAsyncEnumerable<StoredEvent> Ahead(
        IEventLog log, long after, long through, IReadOnlyCollection<Type> types, CancellationToken ct) =>
        Ahead(after, through, (from, to, token) => log.ReadAll(from, to, types, token), ct);

    /// <summary>The same without what is stored beside them.</summary>
    public static IAsyncEnumerable<StoredFact> EventsAhead(
        IEventLog log, long after, long through, IReadOnlyCollection<Type> types, CancellationToken ct) =>
        Ahead(after, through, (from, to, token) => log.ReadFacts(from, to, types, token), ct);

    private static async IAsyncEnumerable<T> Ahead<T>(
        long after, long through, Func<long, long, CancellationToken, IAsyncEnumerable<T>> log,
        [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = new Queue<(ChannelReader<List<T>> Events, Task Read)>();
        try
        {
            while (after < through || reading.Count > 0)
            {
                for (; reading.Count < Readers && after < through; after += Stretch)
                    reading.Enqueue(Begin(log(after, Math.Min(through, after + Stretch), stop.Token), stop.Token));
                var (events, read) = reading.Peek();
                await foreach (var some in events.ReadAllAsync(ct))
                    foreach (var stored in some) yield return stored;
                await read;
                reading.Dequeue();
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var (_, read) in reading)
                await read.ContinueWith(
                    _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static (ChannelReader<List<T>>, Task) Begin<T>(IAsyncEnumerable<T> stretch, CancellationToken ct)
    {
        var events = Channel.CreateBounded<List<T>>(
            new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });
        return (events.Reader, Task.Run(Read, CancellationToken.None));

        async Task Read()
        {
            var (some, error) = (new List<T>(Together), default(Exception));
            try
            {
                await foreach (var stored in stretch.WithCancellation(ct))
                {
                    some.Add(stored);
                    if (some.Count < Together) continue;
                    await events.Writer.WriteAsync(some, ct);
                    some = new(Together);
                }
            }
            catch (Exception e)
            {
                error = e;
            }
            // Events before an unreadable one are delivered before the error.
            try
            {
                if (some.Count > 0) await events.Writer.WriteAsync(some, ct);
            }
            catch (OperationCanceledException e)
            {
                error ??= e;
            }
            events.Writer.Complete(error);
        }
    }
}
