using System.Runtime.InteropServices;

namespace PackageBilling.Harness;

/// <summary>Signals of the operating system, as an operator or the system itself sends them to a process.</summary>
public static class Signals
{
    /// <summary>Asks for an end at once, without cleaning up (SIGQUIT).</summary>
    public const int Quit = 3;

    /// <summary>Ends it without a chance to do anything (SIGKILL), as the system does when memory runs out.</summary>
    public const int Kill = 9;

    public static void Send(int process, int signal)
    {
        if (Signal(process, signal) != 0)
            throw new InvalidOperationException(
                $"Signal {signal} could not be sent to process {process}: error {Marshal.GetLastPInvokeError()}.");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
