using System.Globalization;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Messaging;

namespace PackageBilling.Billing.Reconciliations;

/// <summary>The part of the HTTP interface that is about reconciliation (domain: "Reconciliation").</summary>
internal static class ReconciliationRoutes
{
    public static void AddReconciliations(this IServiceCollection services)
    {
        services.AddSingleton<ReportKeys>();
        services.AddSingleton<ReportReader>();
        services.AddSingleton<ReportWriter>();
        services.AddSingleton(provider => FolderSettings.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<IExclusiveWork, ReconcileFolder>();
    }

    public static void MapReconciliations(this IEndpointRouteBuilder api)
    {
        var reports = api.MapGroup("/reconciliations").WithTags("Reconciliation");
        reports.MapPost("/inventory", PostInventory)
            .AllowReconcile().WithName("ReconcileInventory")
            .WithSummary("Compares what the switch has with the active assignments on a date")
            .Accepts<InventoryForm>(MediaTypeNames.Multipart.FormData)
            .WithMetadata(new RequestSizeLimitAttribute(ImportLimits.BodyBytes));
        reports.MapPost("/supplier-bill", PostBill)
            .AllowReconcile().WithName("ReconcileSupplierBill")
            .WithSummary("Compares a supplier's bill with the cost of the lines of a span of dates")
            .Accepts<SupplierBillForm>(MediaTypeNames.Multipart.FormData)
            .WithMetadata(new RequestSizeLimitAttribute(ImportLimits.BodyBytes));
        reports.MapGet("", async (
                string? kind, string? limit, string? after, ReportReader reader, CancellationToken ct) =>
                TypedResults.Ok(await reader.Page(
                    Named<ReconciliationKind>("kind", kind), PageRequest.Read(limit, after), ct)))
            .AllowRead().WithName("ListReconciliations").WithSummary("Reports of reconciliation, newest first");
        reports.MapGet("/{reconciliationId}", async (
                string reconciliationId, ReportReader reader, CancellationToken ct) =>
                TypedResults.Ok(await reader.Get(reconciliationId, ct)))
            .AllowRead().WithName("GetReconciliation")
            .WithSummary("One report with its counts, sums and the rows that were rejected");
        reports.MapGet("/{reconciliationId}/rows", async (
                string reconciliationId, string? kind, string? onlyNew, string? limit, string? after,
                ReportReader reader, CancellationToken ct) =>
                TypedResults.Ok(await reader.Differences(reconciliationId, Named<DifferenceKind>("kind", kind),
                    QueryText.Flag("onlyNew", onlyNew), PageRequest.Read(limit, after), ct)))
            .AllowRead().WithName("ListDifferences").WithSummary("The differences of a report, by kind");
        reports.MapGet("/{reconciliationId}/resolved", async (
                string reconciliationId, string? limit, string? after, ReportReader reader, CancellationToken ct) =>
                TypedResults.Ok(await reader.Resolved(reconciliationId, PageRequest.Read(limit, after), ct)))
            .AllowRead().WithName("ListResolvedDifferences")
            .WithSummary("The differences of the report before that are gone, with their numbers there");
        reports.MapGet("/{reconciliationId}/report.csv", async (
                string reconciliationId, string? kind, ReportReader reader, CancellationToken ct) =>
            {
                var of = Named<DifferenceKind>("kind", kind);
                var header = await reader.Made(reconciliationId, ct);
                return TypedResults.Stream(target => DifferenceViews.Write(
                    target, reader.Rows(header, of, 0, ct), ct), "text/csv; charset=utf-8",
                    $"reconciliation-{reconciliationId}.csv");
            })
            .AllowRead().WithName("GetReconciliationCsv")
            .Produces(200, contentType: ExportFormat.Csv.ContentType)
            .WithSummary("The differences of a report as CSV");
    }

    private static async Task<Created<ReconciliationView>> PostInventory(
        HttpRequest http, string? date, string? source, string? packageIds, string? columns,
        IMediator mediator, ReportReader reader, TimeProvider clock, CancellationToken ct)
    {
        var (on, of) = (QueryText.Date("date", date), FileQuery.Read(source, packageIds, columns));
        on ??= TimeZones.UtcToday(clock.GetUtcNow());
        return await Post(http, FoundInventory.File, FoundInventory.Columns, of, (file, how) => new(
            ReconciliationKind.Inventory, on.Value, on.Value, of.Source, of.PackageIds, null, 0, file.Hash, how, null,
            file), mediator, reader, ct);
    }

    private static async Task<Created<ReconciliationView>> PostBill(
        HttpRequest http, string? from, string? to, string? currency, string? tolerance, string? source,
        string? packageIds, string? columns, IMediator mediator, ReportReader reader,
        CancellationToken ct)
    {
        var ((first, last), of) = (QueryText.Span(from, to), FileQuery.Read(source, packageIds, columns));
        var money = QueryText.Given(currency);
        if (money is not null && !Currencies.IsCode(money))
            throw Problem.Malformed("currency", "must be an ISO 4217 code such as USD");
        var tolerated = 0m;
        if (QueryText.Given(tolerance) is { } text
            && !Amounts.TryRead(Encoding.UTF8.GetBytes(text), false, out tolerated))
            throw Problem.Malformed("tolerance", NumberFaults.OfAmount(text));
        if (first is null) throw Problem.Malformed("from", "must be given: the first date of the bill");
        if (last is null) throw Problem.Malformed("to", "must be given: the last date of the bill");
        return await Post(http, FoundBill.File, FoundBill.Columns, of, (file, how) => new(
            ReconciliationKind.SupplierBill, first.Value, last.Value, of.Source, of.PackageIds, money, tolerated,
            file.Hash, how, null, file), mediator, reader, ct);
    }

    private static async Task<Created<ReconciliationView>> Post(
        HttpRequest http, string name, IReadOnlyList<ImportColumn> fields, FileQuery query,
        Func<ListedFile, string, ReconcileFile> command, IMediator mediator, ReportReader reader,
        CancellationToken ct)
    {
        await using var upload = await Upload.Read(http, [name], ct);
        if (!upload.Files.TryGetValue(name, out var content))
            throw Problem.Malformed("body", $"must have the part {name}");
        var mapping = upload.Mapping;
        await using var file = await ListedFile.Open(name, content, fields, mapping, query.Columns, ct);
        var how = string.Join('\n', mapping is null ? "" : Convert.ToBase64String(mapping), query.Columns);
        var made = await mediator.Send(command(file, how), ct);
        return TypedResults.Created(
            string.Create(CultureInfo.InvariantCulture, $"/api/reconciliations/{made.ReconciliationId}"),
            await reader.Get(made.ReconciliationId, ct));
    }

    private static T? Named<T>(string field, string? text) where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text)) return null;
        foreach (var value in Enum.GetValues<T>())
            if (System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString()) == text) return value;
        throw Problem.Malformed(field, "must be one of " + string.Join(", ", Enum.GetNames<T>()
            .Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName)));
    }
}

/// <summary>The parts of the request.</summary>
/// <param name="Inventory">CSV with the columns did, customerId, packageId, quantity; also packed by gzip.</param>
/// <param name="Mapping">A mapping file with the file inventory; left out when the columns have our names.</param>
internal sealed record InventoryForm(IFormFile Inventory, IFormFile? Mapping);

/// <summary>The parts of the request.</summary>
/// <param name="SupplierBill">CSV with the columns did, packageId, amount, currency; also packed by gzip.</param>
/// <param name="Mapping">A mapping file with the file supplierBill; left out when the columns have our names.</param>
internal sealed record SupplierBillForm(IFormFile SupplierBill, IFormFile? Mapping);
