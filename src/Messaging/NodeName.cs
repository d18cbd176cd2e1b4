using System.Globalization;
using System.Security.Cryptography;

namespace PackageBilling.Messaging;

/// <summary>Names of nodes: a person finds the process by it, and no two are the same.</summary>
public static class NodeName
{
    /// <summary>A new name: machine, process, and something that tells a restart with the same number apart.</summary>
    public static string New() => string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Suffix()}");

    /// <summary>What tells two nodes of the same name apart.</summary>
    public static string Suffix() => RandomNumberGenerator.GetHexString(4, true);
}
