using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Portal;

namespace PackageBilling.Host.Tests;

/// <summary>Forms that need no session, and where the portal sends a visitor.</summary>
[Collection(OneHost.Name)]
public sealed class PortalFormTests(TestHost host)
{
    public static TheoryData<string> Targets() =>
    [
        "/é", "/%C3%A9", "/audit/history?customerId=Ünïcode", "//elsewhere.example/", "/\\elsewhere.example",
        "\\\\elsewhere.example", "https://elsewhere.example/", "/\telsewhere",
        "/a b", "/\u202Eelsewhere", "/😀", "/%", "/%zz", "/\"><script>", "", "elsewhere", "/#é", "/?to=/é",
        "/ /elsewhere.example", "/\u2028/x", "／／elsewhere.example", "/.//elsewhere",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task the_theme_can_be_chosen_signed_in_and_signed_out(bool signedIn)
    {
        using var visitor = new Visitor(host.Address);
        if (signedIn) await visitor.SignIn(TestHost.AdminKey);
        foreach (var theme in new[] { "dark", "light", "dark", "light" })
        {
            var answer = await visitor.Send("/theme", ("theme", theme), ("to", "/sign-in"));
            (answer.Code, answer.Location).ShouldBe((303, "/sign-in"), answer.Text);
            (await visitor.Get("/sign-in")).Text.ShouldContain($"data-bs-theme=\"{theme}\"");
        }
    }

    [Fact]
    public async Task a_form_that_was_loaded_by_somebody_else_is_refused()
    {
        using var visitor = await new Visitor(host.Address).SignIn(TestHost.AdminKey);
        using var stranger = new Visitor(host.Address);
        var token = await stranger.FormToken();
        visitor.Cookies["pb-form"] = stranger.Cookies["pb-form"];
        (await visitor.Send("/theme", ("theme", "dark"), ("token", token))).Code.ShouldBe(400);
        (await stranger.Send("/theme", ("theme", "dark"), ("token", token))).Code.ShouldBe(303);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task a_visitor_is_sent_to_a_local_address_whatever_was_asked_for(string to)
    {
        using var visitor = new Visitor(host.Address);
        Check(await visitor.Send("/theme", ("theme", "dark"), ("to", to)), to);
        await visitor.SignIn(TestHost.AdminKey);
        Check(await visitor.Get($"/signed-in?to={Uri.EscapeDataString(to)}"), to);
        Check(await visitor.Send("/sign-in", ("key", TestHost.AdminKey), ("to", to)), to);

        static void Check(PortalAnswer answer, string to)
        {
            // What cannot be read as a query is refused; that is an answer too.
            if (answer.Code == 400)
                answer.Text.ShouldContain("must be valid Unicode text without control characters", Case.Sensitive, to);
            else
            {
                answer.Code.ShouldBe(303, $"{to}: {answer.Text}");
                ShouldBeLocal(answer.Location, to);
            }
        }
    }

    [Fact]
    public void every_redirect_leads_to_a_local_address_for_any_unicode_text()
    {
        // Texts of UTF-16 units, also of halves of pairs, and of what matters in addresses.
        var unit = Gen.OneOf(Gen.Choose(0, 0xFFFF),
            Gen.Elements("/\\:?#%@. \t\r\n\"<>éß／＼\u0085\u2028\uD83D\uDE00".Select(c => (int)c).ToArray()));
        var texts = unit.ListOf().Select(units => string.Concat(units.Select(one => (char)one)));
        var started = Gen.Elements("", "/", "//", "/\\", "/é", "https:").Zip(texts)
            .Select(both => both.Item1 + both.Item2);
        Prop.ForAll(started.ToArbitrary(), text => ShouldBeLocal(LocalAddress.Encoded(text), text))
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("/é", "/%C3%A9")]
    [InlineData("/%C3%A9?x=%20", "/%C3%A9?x=%20")]
    [InlineData("/a b#c", "/a%20b#c")]
    [InlineData("/😀", "/%F0%9F%98%80")]
    [InlineData("//elsewhere.example/", "/")]
    [InlineData("https://elsewhere.example/", "/")]
    [InlineData("/\\elsewhere.example", "/")]
    [InlineData("/\n/elsewhere.example", "/")]
    public void an_address_is_written_as_a_header_can_hold_it(string address, string written) =>
        LocalAddress.Encoded(address).ShouldBe(written);

    private static void ShouldBeLocal(string? location, string to)
    {
        location.ShouldNotBeNull(to);
        location.All(c => c is > ' ' and < '\x7F').ShouldBeTrue($"{to} became {location}");
        location[0].ShouldBe('/');
        var portal = new Uri("http://127.0.0.1:1");
        new Uri(portal, location).Authority.ShouldBe(portal.Authority, $"{to} became {location}");
        location.ShouldNotStartWith("//");
        location.ShouldNotContain('\\');
        Encoding.ASCII.GetByteCount(location).ShouldBe(location.Length);
    }
}
