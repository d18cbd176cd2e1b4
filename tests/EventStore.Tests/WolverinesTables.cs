using Microsoft.Extensions.DependencyInjection;
using Weasel.Core;
using Weasel.Core.Migrations;
using Wolverine.Runtime;

namespace PackageBilling.EventStore.Tests;

/// <summary>The product makes Wolverine's tables; Wolverine makes and changes none.</summary>
public sealed class WolverinesTables
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task wolverine_finds_nothing_to_change_in_them()
    {
        await using var node = await WorkByMessages.Queue.Start("only", new Sharing.Held());
        var storage = (IDatabase)node.Services.GetRequiredService<IWolverineRuntime>().Storage;

        var found = await storage.CreateMigrationAsync(None);

        found.Deltas.Where(delta => delta.Difference != SchemaPatchDifference.None).Select(delta => Changes(delta, storage)).ShouldBeEmpty();
        found.Deltas.Select(delta => delta.SchemaObject.Identifier.QualifiedName).ShouldContain("wolverine_queues.wolverine_queue_test");
        found.Deltas.Select(delta => delta.SchemaObject.Identifier.QualifiedName).ShouldContain("wolverine.wolverine_nodes");
    }

    private static string Changes(ISchemaObjectDelta delta, IDatabase storage)
    {
        using var sql = new StringWriter();
        delta.WriteUpdate(storage.Migrator, sql);
        return $"{delta.SchemaObject.Identifier.QualifiedName}: {delta.Difference}: {sql}";
    }
}
