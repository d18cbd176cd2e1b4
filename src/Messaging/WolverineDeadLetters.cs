using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace PackageBilling.Messaging;

/// <summary>Messages that went on failing until Wolverine gave them up.</summary>
internal sealed class WolverineDeadLetters(SharingNode node) : EventStore.IDeadLetters
{
    private const string Prefix = "message-";

    public async Task<IReadOnlyList<DeadLetter>> All(CancellationToken ct)
    {
        var query = new DeadLetterEnvelopeQuery { PageSize = MessagingLimits.Shown, Replayable = false };
        var found = await (await node.Started(ct)).Storage.DeadLetters.QueryAsync(query, ct);
        return
        [
            .. from letter in found.Envelopes
               orderby letter.SentAt
               let id = $"{Prefix}{letter.Id:N}"
               let what = Messages.What(letter.Envelope, letter.MessageType)
               select new DeadLetter(id, what, letter.ExceptionMessage, letter.SentAt, null),
        ];
    }

    // The node that looks after messages takes it up within some seconds.
    public async Task<bool> SendAgain(string id, CancellationToken ct)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal)
            || !Guid.TryParseExact(id.AsSpan(Prefix.Length), "N", out var letter)
            || (await All(ct)).All(one => one.Id != id)) return false;
        await (await node.Started(ct)).Storage.DeadLetters.ReplayAsync(new DeadLetterEnvelopeQuery([letter]), ct);
        return true;
    }
}
