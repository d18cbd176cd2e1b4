namespace PackageBilling.Portal;

/// <summary>Platform features: what is asked of the provisioning system, of one customer or of all.</summary>
internal static class FeaturePages
{
    public const string Root = "/management/platform-features";

    private const int Shown = 50;

    public static string Of(string customerId) => CustomerPages.Of(customerId) + "/features";

    /// <summary>Where an answer is sent.</summary>
    public static string Acknowledge(CustomerFeature feature) =>
        $"{Of(feature.CustomerId)}/{Uri.EscapeDataString(feature.PlatformFeature)}/acknowledge";

    public static void Map(IEndpointRouteBuilder portal)
    {
        const string ofCustomer = CustomerPages.Root + "/{customerId}/features";
        portal.MapGet(Root, ListOpen);
        portal.MapGet(ofCustomer, Show);
        portal.MapPost(ofCustomer + "/{feature}/acknowledge", Save);
    }

    private static async Task<IResult> ListOpen(Visit visit, string? state, string? after, CancellationToken ct)
    {
        var wanted = string.IsNullOrEmpty(state) ? null : state;
        return Page.Of<OpenFeaturesPage>(
            new { State = wanted, Features = await visit.Api.OpenFeatures(wanted, Shown, after, ct) });
    }

    private static Task<IResult> Show(Visit visit, string customerId, CancellationToken ct) =>
        Features(visit, customerId, null, FormState.New(), ct);

    private static async Task<IResult> Save(
        HttpContext http, Visit visit, string customerId, string feature, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        try
        {
            var body = FormState.Body(("outcome", form.Text("outcome")), ("detail", form.Text("detail")));
            var answered = await visit.Api.AcknowledgeFeature(customerId, feature, body, form.Writing, ct);
            return visit.Done(Of(customerId), $"{feature} is {Kinds.Text(answered.State)}.");
        }
        catch (ApiRefusedException refused) when (form.Take(refused, field => field == "outcome" ? "" : field))
        {
            return await Features(visit, customerId, feature, form, ct);
        }
    }

    private static async Task<IResult> Features(
        Visit visit, string customerId, string? answered, FormState form, CancellationToken ct)
    {
        var (customer, features) = (visit.Api.Customer(customerId, ct), visit.Api.Features(customerId, ct));
        return Page.Of<FeaturesPage>(
            new { Customer = (await customer).Value, Features = await features, Answered = answered, Form = form },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
