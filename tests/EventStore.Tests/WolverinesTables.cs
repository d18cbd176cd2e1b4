using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Harness;
using Weasel.Core;
using Weasel.Core.Migrations;
using Wolverine.Runtime;

namespace PackageBilling.EventStore.Tests;

/// <summary>Wolverine makes its tables at the start of a node.</summary>
public sealed class WolverinesTables
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task nodes_that_start_at_once_make_all_of_them_and_wolverine_would_change_nothing_more()
    {
        var database = await TestPostgres.NewDatabase();
        var nodes = await Task.WhenAll(Enumerable.Range(1, 3).Select(
            n => MessagingNode.Start($"node-{n}", new Sharing.Poster(), database: database)));
        try
        {
            var storage = (IDatabase)nodes[0].Services.GetRequiredService<IWolverineRuntime>().Storage;

            var found = await storage.CreateMigrationAsync(None);

            found.Deltas.Where(delta => delta.Difference != SchemaPatchDifference.None)
                .Select(delta => Changes(delta, storage)).ShouldBeEmpty();
            var names = found.Deltas.Select(delta => delta.SchemaObject.Identifier.QualifiedName).ToList();
            names.ShouldContain("wolverine_queues.wolverine_queue_run_shares");
            names.ShouldContain("wolverine_queues.wolverine_queue_document_mails");
            names.ShouldContain("wolverine.wolverine_nodes");
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private static string Changes(ISchemaObjectDelta delta, IDatabase storage)
    {
        using var sql = new StringWriter();
        delta.WriteUpdate(storage.Migrator, sql);
        return $"{delta.SchemaObject.Identifier.QualifiedName}: {delta.Difference}: {sql}";
    }
}
