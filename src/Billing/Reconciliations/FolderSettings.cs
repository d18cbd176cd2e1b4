using Microsoft.Extensions.Configuration;

namespace PackageBilling.Billing.Reconciliations;

/// <summary>Where files come from that are reconciled by themselves.</summary>
/// <param name="Folder">The folder (<c>Reconciliation:Folder</c>); null for none.</param>
internal sealed record FolderSettings(string? Folder)
{
    /// <summary>Reads the setting.</summary>
    public static FolderSettings Read(IConfiguration configuration) =>
        new(string.IsNullOrWhiteSpace(configuration["Reconciliation:Folder"])
            ? null : configuration["Reconciliation:Folder"]!.Trim());
}
