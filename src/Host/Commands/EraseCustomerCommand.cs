using System.CommandLine;

namespace PackageBilling.Host;

/// <summary>Erases a customer's name, numbers and payment references for good.</summary>
internal static class EraseCustomerCommand
{
    public static DescribedCommand Create()
    {
        var customer = new Argument<string>("customerId")
        { Description = "The customer, who has no assignment that hasn't ended." };
        var reason = new Option<string>("--reason") { Description = "Why; it is kept in the log.",
            HelpName = "TEXT", Required = true };
        var json = CommandOptions.Json();
        var command = new DescribedCommand(
            "customer",
            "Erases a customer's name, DIDs, payment references and numbers of calls for good. Amounts and dates stay.",
            "erase customer acme --reason request")
        {
            customer, reason, json,
        };
        command.SetAction((parsed, _) =>
        {
            var path = $"/api/customers/{Uri.EscapeDataString(parsed.GetValue(customer)!)}/erase";
            var (why, asJson) = (parsed.GetValue(reason)!, parsed.GetValue(json));
            return NodeCommand.Run(async (node, _, ct) =>
            {
                var answer = (await node.Post(path, new() { ["reason"] = why }, ct)).AsObject();
                if (asJson) Results.Print(answer);
                else
                    Console.Out.WriteLine(
                        $"Erased: name, DIDs, payment references and numbers of calls of {answer["customerId"]}. "
                        + "Backups hold the keys as long as they are kept.");
                return ExitCodes.Done;
            });
        });
        return command;
    }
}
