using System.CommandLine;
using System.Globalization;

namespace PackageBilling.Host;

/// <summary>Wraps all data keys under the newest encryption key, after which the older ones can be dropped.</summary>
internal static class RewrapCommand
{
    public static DescribedCommand Create()
    {
        var json = CommandOptions.Json();
        var command = new DescribedCommand(
            "rewrap", "Wraps all data keys under the newest encryption key. Can be stopped and started again.",
            "keys rewrap", "keys rewrap --json") { json };
        command.SetAction((parsed, _) =>
        {
            var asJson = parsed.GetValue(json);
            return NodeCommand.Run(async (node, progress, ct) =>
            {
                var (done, answer) = (0L, await node.Post("/api/encryption/rewrap", [], ct));
                for (; ; answer = await node.Post("/api/encryption/rewrap", [], ct))
                {
                    var (now, left) = (answer["rewrapped"]!.GetValue<long>(), answer["left"]!.GetValue<long>());
                    done += now;
                    if (left == 0) break;
                    // Rows that another node holds at this moment are left out of a step.
                    if (now == 0)
                        throw new RequestRefusedException(
                            $"{left} data keys are in use and could not be rewrapped. Try again.");
                    progress.Say(string.Create(
                        CultureInfo.InvariantCulture, $"Rewrapped {done:N0} of {done + left:N0} data keys"));
                }
                answer["rewrapped"] = done;
                if (asJson) Results.Print(answer);
                else
                {
                    var dropped = answer["dropped"]!.AsArray().Select(id => id!.GetValue<string>()).ToList();
                    Console.Out.WriteLine(
                        $"{done} data keys were wrapped under encryption key {answer["keyId"]}. All are under it now."
                            + (dropped.Count == 0
                                ? "" : $" Key {string.Join(", ", dropped)} can be removed from every node."));
                }
                return ExitCodes.Done;
            });
        });
        return command;
    }
}
