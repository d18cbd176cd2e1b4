using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Commands answer from their own result, however far behind the read models are.</summary>
public sealed class HeldBackReadModelTests : IAsyncLifetime
{
    private const string Date = "2025-02-01";

    private NpgsqlDataSource _database = null!;
    private Node _node = null!;
    private Api _api = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await TestPostgres.NewDatabase();
        _database = NpgsqlDataSource.Create(connectionString);
        _node = await TestHost.Start(connectionString);
        _api = new(_node.Address, TestHost.AdminKey);
        await _api.Must("POST", "/api/packages", new { packageId = "seat", name = "Seat", retail = "10", cost = "6",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        await _api.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
        await _api.Must("POST", "/api/customers/acme/packages",
            new { assignmentId = "a", packageId = "seat", startDate = "2025-01-01", billPast = false });
        await _api.Must("GET", "/api/customers/acme/account");
    }

    [Theory]
    [InlineData("""{"date":"2025-02-01"}""", null)]
    [InlineData("""{"date":"2025-02-01","customerIds":["acme"]}""", null)]
    [InlineData("""{"date":"2025-02-01","customerIds":["acme"]}""", "wait=1")]
    public async Task a_charge_run_is_answered_with_its_id_and_location_while_a_read_model_lags(
        string body, string? prefer)
    {
        string runId;
        await using (await HoldBack())
        {
            var answer = await _api.Call(
                "POST", "/api/charge-runs", body, ("Idempotency-Key", "once"), ("Prefer", prefer ?? "respond-async"));
            answer.Code.ShouldBe(202, answer.Text);
            runId = answer.Body!["runId"]!.GetValue<string>();
            answer.Message.Headers.Location!.OriginalString.ShouldBe($"/api/charge-runs/{runId}");
            (Text(answer.Body, "date"), Text(answer.Body, "status"), Text(answer.Body, "actor"))
                .ShouldBe((Date, "running", "admin"));
            // A client that saw no answer asks again, and is told of the same run.
            (await _api.Must("POST", "/api/charge-runs", body, [202], ("Idempotency-Key", "once")))!["runId"]!
                .GetValue<string>().ShouldBe(runId);

            Text(await _api.Must("POST", $"/api/charge-runs/{runId}/pause"), "status").ShouldBe("paused");
            Text(await _api.Must("POST", $"/api/charge-runs/{runId}/resume"), "status").ShouldBe("running");
        }
        await Eventually.True(async () => Text(await _api.Must("GET", $"/api/charge-runs/{runId}"),
            "status") == "completed", "the run goes on once the book does");
        (await _api.Must("GET", "/api/customers/acme/charges"))!["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_run_package_is_answered_with_its_id_and_location_while_a_read_model_lags()
    {
        string runId;
        var body = new { date = Date, simulate = false, reason = "again" };
        var held = await HoldBack();
        await using (held)
        {
            // The decision itself needs the book, which has all that is in the log;
            // the answer must not wait for what the run adds.
            var answer = await _api.Call(
                "POST", "/api/customers/acme/run-package", body, ("Idempotency-Key", "again"), ("Prefer", "wait=1"));
            answer.Code.ShouldBe(202, answer.Text);
            runId = Text(answer.Body, "runId");
            answer.Message.Headers.Location!.OriginalString.ShouldBe($"/api/charge-runs/{runId}");
        }
        await Eventually.True(async () => Text(await _api.Must("GET", $"/api/charge-runs/{runId}"),
            "status") == "completed", "the run goes on once the book does");
    }

    [Fact]
    public async Task a_run_that_can_no_longer_be_read_back_is_cancelled_and_says_so()
    {
        await using var held = await HoldBack();
        var runId = Text(await _api.Must("POST", "/api/charge-runs", new { date = Date }, [202]), "runId");
        var cancelled = await _api.Must(
            "POST", $"/api/charge-runs/{runId}/cancel", null, [200], ("X-Reason", "a mistake"));
        (Text(cancelled, "status"), cancelled!["interventions"]!.AsArray().ShouldHaveSingleItem()!["reason"]!
            .GetValue<string>()).ShouldBe(("cancelled", "a mistake"));
        cancelled["endedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task an_answer_that_was_waited_for_equals_the_run_as_it_is_read()
    {
        var answered = await _api.Must("POST", "/api/charge-runs", new { date = Date }, [200], ("Prefer", "wait=60"));
        var read = await _api.Must("GET", $"/api/charge-runs/{Text(answered, "runId")}");
        foreach (var field in (string[])["runId", "kind", "date", "status", "position", "engineVersion", "totals",
            "seal", "error", "actor", "reason", "startedAt", "endedAt", "interventions"])
            answered![field]?.ToJsonString().ShouldBe(read![field]?.ToJsonString(), field);
        Text(answered, "status").ShouldBe("completed");
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _node.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Keeps the book from going on, until it is disposed of: its checkpoint is locked,
    /// and can be read.</summary>
    private async Task<IAsyncDisposable> HoldBack()
    {
        var connection = await _database.OpenConnectionAsync();
        await connection.Execute("BEGIN");
        await connection.Execute("SELECT 1 FROM events.mt_event_progression WHERE name = 'billing' FOR UPDATE");
        return connection;
    }

    private static string Text(JsonNode? node, string field) => node![field]!.GetValue<string>();
}
