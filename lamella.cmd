@echo off
rem The launcher on Windows: the same verbs as ./lamella. Builds incrementally on every start. Not run by the project's own checks.
setlocal
set "ROOT=%~dp0"
set "DOTNET_NOLOGO=1"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"
rem OpenMP reads these when it is loaded, so the parent sets them; the reasons stand in eng/launcher/threads.sh.
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=1"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
if not defined KMP_BLOCKTIME set "KMP_BLOCKTIME=0"

where dotnet >nul 2>nul || (echo Lamella needs the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0 1>&2 & exit /b 3)

set "VERB=%~1"
if "%VERB%"=="test" goto test
set "PROJECT=%ROOT%src\Lamella.Cli\Lamella.Cli.csproj"
set "PROGRAM=%ROOT%artifacts\bin\Lamella.Cli\release\Lamella.Cli.dll"
set "ARGUMENTS=%*"
if not "%VERB%"=="bench" goto run
set "PROJECT=%ROOT%bench\Lamella.Bench\Lamella.Bench.csproj"
set "PROGRAM=%ROOT%artifacts\bin\Lamella.Bench\release\Lamella.Bench.dll"
call set "ARGUMENTS=%%ARGUMENTS:*bench=%%"

:run
dotnet build "%PROJECT%" -c Release -nologo -v:quiet 1>&2 || exit /b 1
dotnet exec "%PROGRAM%" %ARGUMENTS%
exit /b %ERRORLEVEL%

:test
dotnet build "%ROOT%Lamella.slnx" -c Release -nologo -v:quiet || exit /b 1
set "RESULT=0"
for /d %%T in ("%ROOT%test\*.Tests") do dotnet exec "%ROOT%artifacts\bin\%%~nxT\release\%%~nxT.dll" -noLogo || set "RESULT=1"
exit /b %RESULT%
