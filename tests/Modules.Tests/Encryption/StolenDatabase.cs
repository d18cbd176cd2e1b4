using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Encryption;

/// <summary>What a database gives away without the encryption key, and how that key is changed.</summary>
public sealed class StolenDatabase
{
    private const string Destination = "447700900123", Did = "12025550177";

    [Fact]
    public async Task a_dump_of_the_database_alone_decrypts_no_call()
    {
        await using var node = await Started(new([TestEncryption.NewKey()]));
        var dump = await Dump.Of(node.Source);
        dump.Text.ShouldNotContain(Destination);
        dump.Text.ShouldNotContain(Did);
        var sealedCalls = (await node.Log.ReadStream(Streams.Usage("caller"), CancellationToken.None))
            .Select(stored => (CallsRated)stored.Data).Single();
        // Every piece of every stored value that could be a key is tried.
        dump.Bytes.Count.ShouldBeGreaterThan(2);
        foreach (var bytes in dump.Bytes)
            for (var from = 0; from + EncryptionKeys.KeyBytes <= bytes.Length; from++)
                using (var keys = new CallKeys(new Dictionary<(string, DateOnly), byte[]> { [("caller",
                    new(2025, 1, 1))] = bytes[from..(from + EncryptionKeys.KeyBytes)] }))
                    keys.Open(sealedCalls).ShouldAllBe(number => number.Destination == CallKeys.Erased);
        (await node.CallsOf("caller")).ShouldHaveSingleItem().Destination.ShouldBe(Destination);
    }

    [Fact]
    public async Task a_wrong_key_is_refused_at_the_start_and_makes_no_keys_of_its_own()
    {
        var (key, other) = (TestEncryption.NewKey(), TestEncryption.NewKey());
        await using var node = await Started(new([key]));
        var refused = await Should.ThrowAsync<EncryptionKeyException>(() => EncryptionTables.Admit(
            node.Source, new([other]), CancellationToken.None));
        refused.Message.ShouldContain(new EncryptionKeys([key]).NewestId);
        (await EncryptionTables.Known(node.Source, CancellationToken.None))
            .ShouldBe([new EncryptionKeys([key]).NewestId]);
        // Even a node that got past the start can neither read nor write.
        var vault = new CallVault(node.Source, new([other]));
        await Should.ThrowAsync<EncryptionKeyException>(() => vault.KeysOf("caller", CancellationToken.None));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => vault.Keys(
            [("caller", new(2025, 2, 1))], CancellationToken.None));
    }

    [Fact]
    public async Task after_a_rotation_the_old_key_is_of_no_use_and_the_new_one_opens_everything()
    {
        var (old, fresh) = (TestEncryption.NewKey(), TestEncryption.NewKey());
        await using var node = await Started(new([old]));
        var both = new EncryptionKeys([fresh, old]);
        await EncryptionTables.Admit(node.Source, both, CancellationToken.None);
        var rewrap = new RewrapKeys(node.Source, both, node.Services.GetServices<WrappedKeyTable>());

        var done = await rewrap.Some(int.MaxValue, CancellationToken.None);
        done.Rewrapped.ShouldBeGreaterThan(0);
        done.Left.ShouldBe(0);
        done.Dropped.ShouldBe([new EncryptionKeys([old]).NewestId]);
        (await rewrap.Some(int.MaxValue, CancellationToken.None)).Rewrapped.ShouldBe(0);

        await using (var renewed = await Node.Start(node.ConnectionString, encryption: new([fresh])))
            (await renewed.CallsOf("caller")).ShouldHaveSingleItem().Destination.ShouldBe(Destination);
        (await Should.ThrowAsync<EncryptionKeyException>(() => Node.Start(
            node.ConnectionString, encryption: new([old])))).Message.ShouldContain(done.KeyId);
    }

    [Fact]
    public async Task a_rotation_that_stops_halfway_is_carried_on()
    {
        var (old, fresh) = (TestEncryption.NewKey(), TestEncryption.NewKey());
        await using var node = await Node.Start(encryption: new([old]));
        await node.Services.GetRequiredService<CustomerKeys>().Of("many", CancellationToken.None);
        var months = Enumerable.Range(0, 2 * RewrapKeys.KeysAtOnce)
            .Select(month => ("many", new DateOnly(1990, 1, 1).AddMonths(month))).ToList();
        var before = await node.Services.GetRequiredService<CallVault>().Keys(months, CancellationToken.None);
        var both = new EncryptionKeys([fresh, old]);
        await EncryptionTables.Admit(node.Source, both, CancellationToken.None);
        var rewrap = new RewrapKeys(node.Source, both, node.Services.GetServices<WrappedKeyTable>());

        // The customer's own key, and half of those of the months.
        var half = await rewrap.Some(2, CancellationToken.None);
        half.Left.ShouldBeGreaterThan(0);
        half.Dropped.ShouldBeEmpty();
        // A node that has not been given the new key yet reads what is not rewrapped, and says what it lacks of the
        // rest.
        (await Should.ThrowAsync<EncryptionKeyException>(() => node.Services.GetRequiredService<CallVault>()
            .KeysOf("many", CancellationToken.None)))
            .Message.ShouldContain(half.KeyId);
        var meanwhile = await new CallVault(node.Source, both).Keys(months, CancellationToken.None);
        foreach (var (month, key) in before) meanwhile[month].ShouldBe(key);
        (await rewrap.Some(int.MaxValue, CancellationToken.None)).Left.ShouldBe(0);
        var after = await new CallVault(node.Source, new([fresh])).Keys(months, CancellationToken.None);
        foreach (var (month, key) in before) after[month].ShouldBe(key);
    }

    private static async Task<Node> Started(EncryptionKeys encryption)
    {
        var node = await Node.Start(encryption: encryption);
        await node.Send(new RegisterCustomer("caller", "Caller", null, null, null));
        await node.Record([Call("k1", "caller", 90, did: Did, destination: Destination)]);
        return node;
    }
}
