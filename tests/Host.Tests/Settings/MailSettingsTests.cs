using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A mail server that can't be used is refused at the start.</summary>
public sealed class MailSettingsTests
{
    [Theory]
    [InlineData("Smtp:From", "", "Smtp:From or Carrier:Email must be set")]
    [InlineData("Smtp:Port", "mail", "Smtp:Port must be a port from 1 to 65535, not 'mail'.")]
    [InlineData("Smtp:Security", "none", "Smtp:Security may be none only for a mail server on this machine")]
    [InlineData("Smtp:Subject", "{nmber}", "Smtp:Subject has {nmber}, which isn't a placeholder.")]
    [InlineData("Nodes:Share", "false", "Smtp:Host needs Nodes:Share")]
    public async Task by_name(string setting, string value, string message)
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(
            Started(("Smtp:From", "billing@carrier.example"), (setting, value)));

        refused.Message.ShouldStartWith(message);
    }

    [Fact]
    public async Task and_one_that_can_be_used_need_not_be_there_yet()
    {
        await using var node = await Started(("Smtp:From", "billing@carrier.example"))();

        using var api = new Api(node.Address, TestHost.AdminKey);
        (await api.Must("GET", "/api/dead-letters"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    private static Func<Task<Node>> Started(params (string Name, string Value)[] more) => async () =>
        await TestHost.Start(await TestPostgres.NewDatabase(), [("Smtp:Host", "smtp.carrier.invalid"), .. more]);
}
