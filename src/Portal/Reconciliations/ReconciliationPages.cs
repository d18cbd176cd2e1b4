using Microsoft.AspNetCore.Mvc;

namespace PackageBilling.Portal;

/// <summary>Finance › Reconciliation: files of switches and suppliers beside the books.</summary>
internal static class ReconciliationPages
{
    public const string Root = "/finance/reconciliation";

    /// <summary>The choice of a report's rows that shows what is gone since the last one.</summary>
    public const string Resolved = "resolved";

    private const string SupplierBill = "supplierBill", Mapping = "mapping";

    public static string Of(string reconciliationId) => $"{Root}/{reconciliationId}";

    public static string Csv(string reconciliationId) => $"{Of(reconciliationId)}/report.csv";

    /// <summary>The form that assigns what is billed to nobody; null without a customer to assign it to.</summary>
    public static string? Assign(ProposedAssignment proposed) => proposed.CustomerId is not { } customer ? null
        : Addresses.Of(AssignmentPages.Assign(customer), ("did", proposed.Did), ("packageId", proposed.PackageId),
            ("quantity", proposed.Quantity?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("startDate", Dates.Text(proposed.StartDate)));

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Root, (Visit visit, string? kind, string? after, CancellationToken ct) =>
            List(visit, kind, after, FormState.New(("date", Dates.Text(visit.Today))), ct));
        portal.MapPost(Root, Upload).WithMetadata(new RequestSizeLimitAttribute(CustomerCallPages.MaxUpload));
        portal.MapGet(Root + "/{reconciliationId}", Show);
        portal.MapGet(Root + "/{reconciliationId}/report.csv",
            async (HttpContext http, Visit visit, string reconciliationId, CancellationToken ct) =>
                await PassedOn.File(http, await visit.Api.DifferencesFile(reconciliationId, ct), null, ct));
    }

    private static async Task<IResult> List(
        Visit visit, string? kind, string? after, FormState form, CancellationToken ct) =>
        Page.Of<ReconciliationsPage>(
            new { Reports = await visit.Api.Reconciliations(kind, after, ct), Kind = kind, Form = form },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);

    private static async Task<IResult> Show(
        Visit visit, string reconciliationId, string? kind, string? after, CancellationToken ct)
    {
        var report = await visit.Api.Reconciliation(reconciliationId, ct);
        var rows = report.Status == ReconciliationStatus.Failed ? new([], null)
            : kind == Resolved ? await visit.Api.ResolvedDifferences(reconciliationId, after, ct)
            : await visit.Api.Differences(
                reconciliationId, kind == "new" ? null : kind, kind == "new", after, ct);
        return Page.Of<ReconciliationPage>(new { Report = report, Rows = rows, Kind = kind });
    }

    private static async Task<IResult> Upload(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var isBill = form.Text("kind") == SupplierBill;
        var part = isBill ? SupplierBill : "inventory";
        var files = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(ct)).Files : null;
        if (files?.GetFile("file") is not { Length: > 0 } file)
        {
            form.Fault("file", "choose a file first");
            return visit.May(Ability.Reconcile) ? await List(visit, null, null, form, ct)
                : Results.StatusCode(StatusCodes.Status403Forbidden);
        }
        try
        {
            using var body = new MultipartFormDataContent
            {
                { new StreamContent(file.OpenReadStream()), part, "file.csv" },
            };
            if (files.GetFile(Mapping) is { Length: > 0 } mapping)
                body.Add(new StreamContent(mapping.OpenReadStream()), Mapping, "mapping.json");
            var packages = form.Ids("packageIds");
            (string, string?)[] both =
            [
                ("source", form.Text("source")), ("packageIds", packages is null ? null : string.Join(',', packages)),
                ("columns", form.Text("columns")),
            ];
            var report = isBill
                ? await visit.Api.Reconcile("supplier-bill", body, form.Writing, ct, [.. both,
                    ("from", form.Text("from")), ("to", form.Text("to")), ("currency", form.Text("currency")),
                    ("tolerance", form.Text("tolerance"))])
                : await visit.Api.Reconcile("inventory", body, form.Writing, ct, [.. both,
                    ("date", form.Text("date"))]);
            return visit.Done(Of(report.ReconciliationId), "The file was compared with the books.");
        }
        catch (ApiRefusedException refused) when (form.Take(refused, name => name == part ? "file" : name))
        {
            return await List(visit, null, null, form, ct);
        }
    }
}
