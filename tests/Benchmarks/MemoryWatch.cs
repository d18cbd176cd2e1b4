using System.Diagnostics;

namespace PackageBilling.Benchmarks;

/// <summary>Samples this process's working set (all of it: heap, runtime, code) until it is disposed.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sampling;
    private long _peak, _peakHeap;

    public MemoryWatch()
    {
        // What an earlier stage has left behind is not this stage's.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Baseline = WorkingSet();
        _sampling = Task.Run(Sample);
    }

    public long Baseline { get; }

    public double BaselineMiB => Math.Round(Baseline / 1048576.0);

    public double PeakMiB => Math.Round(_peak / 1048576.0);

    public double PeakHeapMiB => Math.Round(_peakHeap / 1048576.0);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
        _stop.Dispose();
    }

    private async Task Sample()
    {
        while (!_stop.IsCancellationRequested)
        {
            _peak = Math.Max(_peak, WorkingSet());
            _peakHeap = Math.Max(_peakHeap, GC.GetTotalMemory(forceFullCollection: false));
            await Task.Delay(20, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static long WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
