namespace PackageBilling.EventStore;

/// <summary>
/// What a stream's own row says, beside what its events say. The two agree unless somebody changed the tables.
/// </summary>
/// <param name="Id">The stream.</param>
/// <param name="Type">Its type as its row has it; null when the row has none.</param>
/// <param name="Version">Its version as its row has it; -1 when the row has none.</param>
/// <param name="IsPlain">Whether its row is the default tenant's and not archived, as all should be.</param>
/// <param name="Events">How many events it has.</param>
/// <param name="NewestVersion">The highest version among its events; 0 when it has none.</param>
/// <param name="FirstEventType">The stored type of its event at version 1; null when there is none.</param>
public sealed record InspectedStream(
    string Id, string? Type, long Version, bool IsPlain, long Events, long NewestVersion, string? FirstEventType);
