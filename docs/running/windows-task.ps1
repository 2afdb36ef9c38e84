# Windows Task Scheduler, every working day at 05:15. Not tried: there was no Windows to try it on (docs/running/README.md).
# In PowerShell, as the account that is to build, from the working folder:  .\windows-task.ps1
$Folder = (Get-Location).Path
$Line = "set CITYTOOLS_NO_NETWORK=1&& .venv\Scripts\citytools build > nightly.log 2>&1"
$Action = New-ScheduledTaskAction -Execute "cmd.exe" -Argument "/c $Line" -WorkingDirectory $Folder
$Trigger = New-ScheduledTaskTrigger -Weekly -DaysOfWeek Monday, Tuesday, Wednesday, Thursday, Friday -At 05:15
# A second build never starts while one runs, and one that hangs is ended after two hours.
$Settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 2) -StartWhenAvailable
Register-ScheduledTask -TaskName "City Tools reports" -Action $Action -Trigger $Trigger -Settings $Settings
# The exit code of the last run, 0 where all is well:  (Get-ScheduledTaskInfo "City Tools reports").LastTaskResult
