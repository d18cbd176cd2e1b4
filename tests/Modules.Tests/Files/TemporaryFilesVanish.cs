using System.Text;

namespace PackageBilling.Modules.Tests.Files;

/// <summary>What a process keeps on disk for itself: nothing of it stays behind, however the process ends,
/// and nobody else can read it.</summary>
public sealed class TemporaryFilesVanish
{
    [Fact]
    public async Task a_file_holds_what_is_written_without_a_name_that_anybody_could_find()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var file = TemporaryFiles.Create("test");

        File.Exists(file.Name).ShouldBeFalse();
        File.GetUnixFileMode(file.SafeFileHandle).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await file.WriteAsync("still here"u8.ToArray());
        await file.FlushAsync();
        file.Position = 0;
        using var text = new StreamReader(file, leaveOpen: true);
        (await text.ReadToEndAsync()).ShouldBe("still here");
        File.Exists(file.Name).ShouldBeFalse();
    }

    [Fact]
    public async Task the_body_of_a_request_with_calls_is_such_a_file()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var body = await SpooledBody.Read(new MemoryStream(Encoding.UTF8.GetBytes("[]")), default);
        var file = body.Open().ShouldBeOfType<FileStream>();

        File.Exists(file.Name).ShouldBeFalse();
        File.GetUnixFileMode(file.SafeFileHandle).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (body.Length, file.ReadByte()).ShouldBe((2, (int)'['));
    }
}
