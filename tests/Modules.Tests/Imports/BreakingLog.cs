using System.Reflection;

namespace PackageBilling.Modules.Tests.Imports;

/// <summary>A log whose connection is ended by the server after a bulk append.</summary>
public class BreakingLog : DispatchProxy
{
    private IEventLog _log = null!;
    private int _left;

    /// <summary>Breaks with the occurrence bulk append.</summary>
    public static IEventLog At(int append, IEventLog log)
    {
        var proxy = Create<IEventLog, BreakingLog>();
        (((BreakingLog)proxy)._log, ((BreakingLog)proxy)._left) = (log, append);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IEventLog.AppendBulk) && --_left == 0
            ? Break((NpgsqlConnection)args![0]!, (Task<BulkAppended>)targetMethod.Invoke(_log, args)!)
            : targetMethod.Invoke(_log, args);

    private static async Task<BulkAppended> Break(NpgsqlConnection connection, Task<BulkAppended> append)
    {
        var appended = await append;
        await using var end = new NpgsqlCommand("SELECT pg_terminate_backend(pg_backend_pid())", connection);
        await end.ExecuteNonQueryAsync();
        return appended;
    }
}
