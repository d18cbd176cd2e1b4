using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests.Encryption;

/// <summary>Data keys are stored encrypted under a key that is kept outside the database.</summary>
public sealed class KeyEncryption
{
    [Fact]
    public void a_wrapped_key_is_unwrapped_by_its_key_and_for_its_owner_only() => Prop.ForAll(
        ArbMap.Default.ArbFor<Guid>(), ArbMap.Default.ArbFor<Guid>(), (one, two) =>
        {
            var (owner, other) = (one.ToString(), two.ToString());
            var (keys, key) = (new EncryptionKeys([TestEncryption.NewKey()]), RandomNumberGenerator.GetBytes(32));
            var wrapped = keys.Wrap(key, owner);
            keys.Unwrap(wrapped, owner).ShouldBe(key);
            wrapped.Text.AsSpan().IndexOf(key.AsSpan(0, 8)).ShouldBe(-1);
            if (owner != other) Should.Throw<EncryptionKeyException>(() => keys.Unwrap(wrapped, other));
            Should.Throw<EncryptionKeyException>(() =>
                new EncryptionKeys([TestEncryption.NewKey()]).Unwrap(wrapped, owner))
                .Message.ShouldContain(keys.NewestId);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void an_older_key_unwraps_and_the_newest_wraps()
    {
        var (old, key) = (TestEncryption.NewKey(), RandomNumberGenerator.GetBytes(32));
        var before = new EncryptionKeys([old]);
        var after = new EncryptionKeys([TestEncryption.NewKey(), old]);
        after.Unwrap(before.Wrap(key, "a"), "a").ShouldBe(key);
        after.Wrap(key, "a").KeyId.ShouldBe(after.NewestId);
        after.Ids.ShouldBe([after.NewestId, before.NewestId]);
    }

    [Fact]
    public void a_key_file_is_made_once_and_readable_by_its_owner_only()
    {
        var folder = TestFolders.New("encryption");
        var settings = new EncryptionSettings(null, null, null, Path.Combine(folder, "key"));
        var made = settings.Load([]);
        settings.Load([made.NewestId]).Ids.ShouldBe(made.Ids);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(settings.DefaultFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(folder).ShouldBe([settings.DefaultFile]);
        TestFolders.Remove(folder);
    }

    [Fact]
    public void a_lost_key_file_is_not_replaced_by_a_new_one()
    {
        var settings = new EncryptionSettings(null, null, null, Path.Combine(TestFolders.New("encryption"), "key"));
        Should.Throw<EncryptionKeyException>(() => settings.Load(["0123456789abcdef"])).Message
            .ShouldContain("is missing");
        File.Exists(settings.DefaultFile).ShouldBeFalse();
    }

    [Fact]
    public void keys_come_newest_first_from_a_file_a_setting_or_two_files()
    {
        var folder = Directory.CreateDirectory(TestFolders.New("encryption")).FullName;
        var (older, newer) = (TestEncryption.NewKey(), TestEncryption.NewKey());
        var (both, one) = (Path.Combine(folder, "both"), Path.Combine(folder, "one"));
        File.WriteAllText(both, $"# rotated\n{Convert.ToBase64String(newer)}\n\n{Convert.ToBase64String(older)}\n");
        File.WriteAllText(one, Convert.ToBase64String(older));
        var expected = new EncryptionKeys([newer, older]).Ids;
        foreach (var settings in (EncryptionSettings[])
            [
                new(null, both, null, "unused"),
                new($"{Convert.ToBase64String(newer)},{Convert.ToBase64String(older)}", null, null, "unused"),
                new(Convert.ToBase64String(newer), null, one, "unused"),
            ])
            settings.Load([]).Ids.ShouldBe(expected);
        TestFolders.Remove(folder);
    }

    [Theory]
    [InlineData("c2hvcnQ=", null, "isn't an encryption key")]
    [InlineData("not base64!", null, "isn't an encryption key")]
    [InlineData(" ", null, "There is no key in Encryption:Key")]
    [InlineData(null, "/nowhere/key", "can't be read")]
    [InlineData("dGhlIGVuY3J5cHRpb24ga2V5IG9mIGFsbCB0ZXN0cy4=", "/nowhere/key", "not both")]
    public void wrong_settings_are_refused_and_no_key_is_repeated(string? key, string? file, string why)
    {
        var message = Should.Throw<EncryptionKeyException>(() => new EncryptionSettings(
            key, file, null, "unused").Load([])).Message;
        message.ShouldContain(why);
        if (key?.Trim() is { Length: > 0 } given) message.ShouldNotContain(given);
    }
}
