using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace PackageBilling.Harness;

/// <summary>The real host, as a process of its own, on a free loopback port.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output;

    private HostProcess(Process process, StringBuilder output, Uri address, string adminKey)
    {
        _process = process;
        _output = output;
        Address = address;
        AdminKey = adminKey;
        Client = ClientWith(adminKey);
    }

    public Uri Address { get; }
    public string AdminKey { get; }

    /// <summary>Sends the administrator's key.</summary>
    public HttpClient Client { get; }

    public int ProcessId => _process.Id;

    /// <summary>Whether it has ended by itself or was ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What the host has written so far, on both outputs.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts the host and returns when it is ready.</summary>
    /// <param name="connectionString">Null leaves the host to its own private PostgreSQL.</param>
    /// <param name="environment">More of the host's configuration; wins over what is set here.</param>
    /// <param name="adminKey">The administrator's key.</param>
    /// <param name="deadline">60 seconds unless told.</param>
    public static async Task<HostProcess> Start(
        string? connectionString,
        IReadOnlyDictionary<string, string>? environment = null,
        string adminKey = "test-admin-key",
        TimeSpan? deadline = null)
    {
        var host = Launch(connectionString, environment, adminKey);
        try
        {
            await Eventually.True(async () => host._process.HasExited || await host.IsReady(), "the host is ready",
                deadline ?? TimeSpan.FromSeconds(60));
            if (host._process.HasExited)
                throw new InvalidOperationException($"The host ended with exit code {host._process.ExitCode}.");
            return host;
        }
        catch (Exception e)
        {
            await host.Kill();
            throw new InvalidOperationException($"{e.Message} It wrote:\n{host.Output}", e);
        }
    }

    /// <summary>Runs one of the host's commands to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> Run(
        string? connectionString, IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process =
            new Process { StartInfo = StartInfo(connectionString, environment, "test-admin-key", arguments) };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>A client with another key, or with none.</summary>
    public HttpClient ClientWith(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Ends the host without a chance to clean up (SIGKILL).</summary>
    public async Task Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the host to end (SIGTERM), waits, and returns its exit code.</summary>
    public async Task<int> Stop()
    {
        if (!_process.HasExited)
        {
            // Windows has no such signal for a process without a window.
            if (OperatingSystem.IsWindows())
                _process.Kill();
            else
                _ = Signal(_process.Id, Terminate);
        }
        using var deadline = new CancellationTokenSource(StopDeadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException e)
        {
            await Kill();
            throw new TimeoutException(
                $"The host did not end within {StopDeadline.TotalSeconds} s. It wrote:\n{Output}", e);
        }
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Client.Dispose();
        _process.Dispose();
    }

    private static HostProcess Launch(
        string? connectionString, IReadOnlyDictionary<string, string>? environment, string adminKey)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var process = new Process { StartInfo = StartInfo(
            connectionString, environment, adminKey, ["--urls", address.OriginalString]) };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new HostProcess(process, output, address, adminKey);

        void Keep(string? line)
        {
            lock (output)
                output.AppendLine(line);
        }
    }

    /// <summary>The encryption key of the databases of tests, in base64.</summary>
    public const string EncryptionKey = "dGhlIGVuY3J5cHRpb24ga2V5IG9mIGFsbCB0ZXN0cy4=";

    private static ProcessStartInfo StartInfo(
        string? connectionString, IReadOnlyDictionary<string, string>? environment, string adminKey,
        IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Executable(), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // The one that runs this test; it need not be installed where an executable would look for it.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        // These processes live for seconds: what pays off for a host that runs for days (profiles of its code, memory
        // that is never both written and run) is a seventh of what they take.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["Auth__AdminKey"] = adminKey;
        start.Environment["Scheduler__Enabled"] = "false";
        if (connectionString is not null)
        {
            start.Environment["ConnectionStrings__PackageBilling"] = connectionString;
            start.Environment["Encryption__Key"] = EncryptionKey;
        }
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return start;
    }

    private static string Executable()
    {
        var path = Path.Combine(
            Repository.Root, "src", "Host", Repository.Output, "net10.0",
            OperatingSystem.IsWindows() ? "PackageBilling.Host.exe" : "PackageBilling.Host");
        return File.Exists(path)
            ? path : throw new FileNotFoundException($"The host has not been built ({Repository.Output}).", path);
    }

    private async Task<bool> IsReady()
    {
        using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return answer.IsSuccessStatusCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
