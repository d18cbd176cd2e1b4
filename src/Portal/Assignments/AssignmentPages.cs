namespace PackageBilling.Portal;

/// <summary>Management › Customer › [name] › Packages.</summary>
internal static class AssignmentPages
{
    public static string Of(string customerId) => CustomerPages.Of(customerId) + "/packages";

    public static string Of(string customerId, string assignmentId) => $"{Of(customerId)}/{assignmentId}";

    public static string Assign(string customerId) => CustomerPages.Of(customerId) + "/assign";

    public static string AssignMany(string customerId) => CustomerPages.Of(customerId) + "/assign-many";

    public static string Run(string customerId) => CustomerPages.Of(customerId) + "/run-package";

    public static void Map(IEndpointRouteBuilder portal)
    {
        const string customer = CustomerPages.Root + "/{customerId}", one = customer + "/packages/{assignmentId}";
        portal.MapGet(customer + "/packages", List);
        portal.MapGet(customer + "/assign", AssignPackage.Show).Needs(Ability.Operate);
        portal.MapPost(customer + "/assign", AssignPackage.Save);
        portal.MapGet(customer + "/assign/preview", AssignPackage.Preview);
        portal.MapGet(customer + "/assign-many", Portal.AssignMany.Show).Needs(Ability.Operate);
        portal.MapPost(customer + "/assign-many", Portal.AssignMany.Save);
        portal.MapGet(one, AssignmentDetails.Show);
        portal.MapGet(
            one + "/{what:regex(^(change|pause|resume|swap|end|release)$)}/charges", AssignmentDetails.Charges)
            .Needs(Ability.Simulate);
        portal.MapPost(one + "/change", AssignmentDetails.Change);
        portal.MapPost(one + "/swap", AssignmentDetails.Swap);
        portal.MapPost(one + "/pause", AssignmentDetails.Pause);
        portal.MapPost(one + "/resume", AssignmentDetails.Resume);
        portal.MapPost(one + "/end", AssignmentDetails.End);
        portal.MapPost(one + "/release", AssignmentDetails.Release);
        portal.MapGet(customer + "/run-package", RunPackage.Show).Needs(Ability.Simulate);
        portal.MapPost(customer + "/run-package", RunPackage.Run);
    }

    private static async Task<IResult> List(
        Visit visit, string customerId, string? on, string? after, CancellationToken ct)
    {
        var date = Dates.Parse(on);
        var (customer, assignments) =
            (visit.Api.Customer(customerId, ct), await visit.Api.Assignments(customerId, date, after, ct));
        return Page.Of<AssignmentsPage>(new
        {
            Customer = (await customer).Value,
            Assignments = assignments,
            Minutes = await visit.Api.FreeMinutes(assignments.Items, ct),
            On = date,
        });
    }
}
