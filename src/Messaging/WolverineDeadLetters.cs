using System.Text.Json;
using PackageBilling.EventStore;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;
using Wolverine.Runtime;

namespace PackageBilling.Messaging;

/// <summary>Work that went on failing until Wolverine gave it up.</summary>
internal sealed class WolverineDeadLetters(IWolverineRuntime runtime, NodeIdentity identity) : EventStore.IDeadLetters
{
    private const string Prefix = "work-";

    public async Task<IReadOnlyList<DeadLetter>> All(CancellationToken ct)
    {
        await identity.Known.Task.WaitAsync(ct);
        var found = await runtime.Storage.DeadLetters.QueryAsync(new DeadLetterEnvelopeQuery { PageSize = MessagingLimits.Shown, Replayable = false }, ct);
        return
        [
            .. from letter in found.Envelopes
               orderby letter.SentAt
               select new DeadLetter($"{Prefix}{letter.Id:N}", What(letter), letter.ExceptionMessage, letter.SentAt, null),
        ];
    }

    // It is taken up by the node that looks after messages, within some seconds.
    public async Task<bool> SendAgain(string id, CancellationToken ct)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal) || !Guid.TryParseExact(id.AsSpan(Prefix.Length), "N", out var letter)) return false;
        if ((await All(ct)).All(one => one.Id != id)) return false;
        await runtime.Storage.DeadLetters.ReplayAsync(new DeadLetterEnvelopeQuery([letter]), ct);
        return true;
    }

    private static string What(DeadLetterEnvelope letter)
    {
        try
        {
            if (JsonSerializer.Deserialize<DoWork>(letter.Envelope.Data, JsonSerializerOptions.Web) is { Kind: not null } work)
                return $"{work.Kind} {work.Id}".TrimEnd();
        }
        catch (JsonException)
        {
            // Its type says enough.
        }
        return letter.MessageType;
    }
}
