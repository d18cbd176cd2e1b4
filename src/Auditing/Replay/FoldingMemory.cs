using System.Runtime;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// Has memory collected all at once, and not beside the work, while whole books are folded: nearly all that is made
/// stays, and looking for what can go, again and again on the processors that fold, is a tenth of the time.
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
