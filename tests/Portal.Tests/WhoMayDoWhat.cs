using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>What a role may not do is neither offered nor possible by its address, for every role and all
/// that there is.</summary>
[Collection(OnePortal.Name)]
public sealed class WhoMayDoWhat(PortalHost portal)
{
    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task what_a_role_may_is_offered_and_what_it_may_not_is_neither_offered_nor_possible(string role)
    {
        var (deeds, unchanged) = await Given();
        var before = await unchanged();
        var page = await portal.As(role);
        foreach (var deed in deeds.Where(deed => deed.At is not null))
        {
            await page.GotoAsync(deed.At!);
            (await page.Locator(deed.Offer!).CountAsync() > 0)
                .ShouldBe(deed.Roles.Contains(role), $"{role} is offered {deed.Offer} at {deed.At}");
        }
        foreach (var deed in deeds.Where(deed => deed.Form is not null || deed.Route is null))
        {
            var status = await page.Read(deed.Form ?? deed.Path);
            if (deed.Roles.Contains(role)) status.ShouldBeOneOf([200, 422], $"{role} reads {deed.Path}");
            else status.ShouldBe(403, $"{role} reads {deed.Path}");
        }
        await page.GotoAsync("/");
        foreach (var deed in deeds.Where(deed => deed.Route is not null && !deed.Roles.Contains(role)))
            (await page.Send(deed.Path, deed.HasFile, deed.Fields)).ShouldBe(403, $"{role} sends {deed.Path}");
        (await unchanged()).ShouldBe(before);

        // The same, sent by who may, comes through to what decides.
        foreach (var deed in deeds.Where(deed => deed.Route is not null && deed.Roles.Contains(role)))
            (await page.Send(deed.Path, deed.HasFile, deed.Fields))
                .ShouldBeOneOf([200, 303, 409, 422], $"{role} sends {deed.Path}");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task every_page_answers_every_role(string role)
    {
        var page = await portal.As(role);
        foreach (var path in portal.Carrier.Pages)
            (await page.Read(path)).ShouldBeOneOf([200, 403, 404], $"{role} reads {path}");
        await page.Context.CloseAsync();
    }

    [Fact]
    public void all_that_the_portal_changes_and_all_that_not_everybody_is_shown_is_in_the_table()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddPortal().AddAuthorization();
        using var application = builder.Build();
        application.MapPortal();
        var routes = ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>().ToList();
        var deeds = Deeds.All("p", "c", "a", "d", "r", "l", "n");

        routes.Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains("POST"))
            .Select(route => route.RoutePattern.RawText!)
            .ShouldBe(deeds.Select(deed => deed.Route).OfType<string>().Distinct().Concat(Deeds.Open),
                ignoreOrder: true);
        foreach (var route in routes.Where(route => route.Metadata.GetMetadata<Needed>() is not null))
            deeds.Any(deed => Matches(route, (deed.Form ?? deed.Path).Split('?')[0]))
                .ShouldBeTrue($"{route.RoutePattern.RawText} is in the table");
    }

    private static bool Matches(RouteEndpoint route, string path) =>
        new Microsoft.AspNetCore.Routing.Template.TemplateMatcher(
            new(route.RoutePattern), []).TryMatch(path, []);

    /// <summary>Something of its own to do each of them to, and what shows whether it was done.</summary>
    private async Task<(IReadOnlyList<Deed> Deeds, Func<Task<string>> Unchanged)> Given()
    {
        var (packageId, customerId) = (Carrier.Free("deed"), await Carrier.Customer(portal));
        await portal.Post("/api/packages", new { packageId, name = packageId, retail = "1", cost = "0",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        var did = "4930" + Random.Shared.NextInt64(10_000_000, 99_999_999)
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        var assignmentId = Carrier.Text(await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId, startDate = "2025-01-01", autoDecrementCredit = true, did }), "assignmentId");
        await Carrier.AccruingAssignment(portal, customerId);
        var runId = Carrier.Text(await portal.Post("/api/charge-runs",
            new { date = "2025-01-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60")), "runId");
        var (_, number) = await Carrier.Closing(portal, customerId);
        await Carrier.Feature(portal, customerId);
        await portal.Post($"/api/customers/{customerId}/packages/{assignmentId}/change",
            new { quantity = 3, effectiveFrom = "2025-01-01" });
        return (Deeds.All(packageId, customerId, assignmentId, did, runId, $"{assignmentId}.recurring.2025-01-01.1",
            number), Unchanged);

        async Task<string> Unchanged()
        {
            string[] paths = ["/account", "/charges", "/packages", "/history", "/calls", "/features", ""];
            var states = await Task.WhenAll(paths.Select(path => portal.Get($"/api/customers/{customerId}{path}"))
                .Append(portal.Get($"/api/packages/{packageId}/history"))
                .Append(portal.Get($"/api/invoices?customerId={customerId}")));
            return string.Join('\n', states.Select(state => state!.ToJsonString()));
        }
    }
}
