namespace PackageBilling.EventStore;

/// <summary>
/// What a stream's own row says, beside what its events say. The two agree unless somebody changed the tables.
/// </summary>
/// <param name="Id">The stream.</param>
/// <param name="Version">Its version as its row has it; -1 when the row has none.</param>
/// <param name="IsPlain">
/// Whether its row is the default tenant's, of no type, not archived and not compacted, as all are
/// that this product writes.
/// </param>
/// <param name="Events">How many events it has.</param>
/// <param name="NewestVersion">The highest version among its events; 0 when it has none.</param>
/// <param name="HasFirst">Whether it has an event at version 1.</param>
public sealed record InspectedStream(
    string Id, long Version, bool IsPlain, long Events, long NewestVersion, bool HasFirst);
