using System.Runtime;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// Turns off background garbage collection while whole books are folded: nearly everything that is allocated stays, and
/// collecting on the processors that fold takes a tenth of the time.
/// </summary>
internal sealed class FoldingMemory : IDisposable
{
    private static readonly Lock Turn = new();
    private static int s_folding;
    private static GCLatencyMode s_before;

    public FoldingMemory()
    {
        lock (Turn)
        {
            if (s_folding++ > 0) return;
            s_before = GCSettings.LatencyMode;
            GCSettings.LatencyMode = GCLatencyMode.Batch;
        }
    }

    public void Dispose()
    {
        lock (Turn)
            if (--s_folding == 0) GCSettings.LatencyMode = s_before;
    }
}
